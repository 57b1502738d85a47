import { defineFault } from '#core/fault.ts';

/**
 * The server shows a certificate that is not valid yet.
 *
 * Now and then a certificate that was put in place too early; mostly a client whose clock is
 * behind, after a flat battery or in a virtual machine that slept. Whoever reports it without
 * saying what time it takes it to be leaves the user no chance to find out.
 * @see RFC 5280, section 4.1.2.5
 */
export const certificateNotYetValid = defineFault({
  name: 'certificate-not-yet-valid',
  layer: 'tls',
  strike: () => 'not-yet-valid',
});
