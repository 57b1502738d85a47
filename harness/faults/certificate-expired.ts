import { defineFault } from '#core/fault.ts';

/**
 * The server shows a certificate that has expired.
 *
 * The most ordinary outage there is: somebody's reminder went to somebody who had left. Trying
 * again cannot help until the server is given a new one, and a client whose own clock is wrong
 * sees the same; both should be said, and neither is a matter of the login.
 * @see RFC 5280, section 4.1.2.5, and RFC 8446, section 6.2, `certificate_expired`
 */
export const certificateExpired = defineFault({
  name: 'certificate-expired',
  layer: 'tls',
  strike: () => 'expired',
});
