import { defineFault } from '#core/fault.ts';

/**
 * The connection is open, and nothing ever comes back over it.
 *
 * A firewall that forgets its connections, a load balancer whose backend has died. In the worst
 * case even the SYN is lost, which here it is not: the kernel accepts. Node's `fetch` gives up
 * after ten seconds in either case, most other clients after minutes or never, and a client that
 * has not started its clock before the connection was made has none.
 * @see RFC 9293, section 3.8.3, and RFC 5482
 */
export const blackHole = defineFault({
  name: 'black-hole',
  layer: 'connect',
  strike: () => 'black-hole',
});
