import { defineFault } from '#core/fault.ts';

/**
 * The server shows a certificate that nobody whom the client trusts has signed.
 *
 * A company proxy that intercepts TLS, a captive portal, an attacker. Trying again cannot help
 * until somebody changes something, and a client that tries through its whole budget, or goes on
 * without checking, has got it wrong.
 * @see RFC 8446, section 6.2, `unknown_ca`
 */
export const certificateUntrusted = defineFault({
  name: 'certificate-untrusted',
  layer: 'tls',
  strike: () => 'untrusted',
});
