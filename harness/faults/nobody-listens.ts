import { defineFault } from '#core/fault.ts';

/**
 * The name leads to an address at which nobody listens, so that every connection is refused.
 *
 * A server that is being restarted, a record that points at yesterday's machine. The refusal comes
 * at once and from the kernel, no service has said anything, and clients that read it as an answer
 * about the login sign the user out.
 * @see RFC 9293, section 3.10.7.1
 */
export const nobodyListens = defineFault({
  name: 'nobody-listens',
  layer: 'dns',
  strike: () => 'nobody-there',
});
