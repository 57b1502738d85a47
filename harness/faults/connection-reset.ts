import { defineFault } from '#core/fault.ts';

/**
 * The connection is accepted and torn down at once.
 *
 * A load balancer without a healthy backend, a firewall that has changed its mind. It looks like
 * nothing in particular, so clients blame whatever they were doing at the time.
 * @see RFC 9293, section 3.5.2
 */
export const connectionReset = defineFault({
  name: 'connection-reset',
  layer: 'connect',
  strike: () => 'reset',
});
