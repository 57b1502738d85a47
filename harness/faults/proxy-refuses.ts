import { defineFault } from '#core/fault.ts';

/**
 * The proxy in between wants to know who is asking, and answers CONNECT with 407.
 *
 * A company's proxy after a password change, a laptop that has left the office with the proxy still
 * set. The host itself is well and never hears of it; a client that takes the 407 for an answer of
 * its service, or the failed tunnel for a failed login, sends its user to the wrong door.
 * @see RFC 9110, sections 9.3.6 and 15.5.8
 */
export const proxyRefuses = defineFault({
  name: 'proxy-refuses',
  layer: 'connect',
  strike: () => 'proxy-refuses',
});
