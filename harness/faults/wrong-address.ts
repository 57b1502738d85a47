import { defineFault } from '#core/fault.ts';

/**
 * The name leads to somebody else, who shows a certificate for a name of their own.
 *
 * A poisoned cache, a captive portal, an address that a cloud has given to its next customer. The
 * certificate is all that stands between the login and a stranger: a client that goes on without
 * checking hands its token over, and one that reports a broken login misleads its user.
 * @see RFC 9525, section 6
 */
export const wrongAddress = defineFault({
  name: 'wrong-address',
  layer: 'dns',
  strike: () => 'somebody-else',
});
