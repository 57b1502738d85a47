import { defineFault } from '#core/fault.ts';

/**
 * The server shows a good certificate, for another name.
 *
 * A load balancer with its default certificate, a name that was moved before its certificate was.
 * The chain is trusted, so that only the check of the name stands in the way; clients that switch
 * verification off "for the proxy" lose exactly this check.
 * @see RFC 9525, section 6, and RFC 6066, section 3
 */
export const certificateWrongHost = defineFault({
  name: 'certificate-wrong-host',
  layer: 'tls',
  strike: () => 'wrong-host',
});
