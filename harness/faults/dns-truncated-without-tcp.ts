import { defineFault } from '#core/fault.ts';

/**
 * The answer is cut short over UDP, and over TCP the connection is reset.
 *
 * A firewall that knows that DNS is UDP, and is wrong. Every name with a short answer works, so the
 * network looks healthy, and the one that does not is reported as a temporary failure, for ever.
 * @see RFC 7766, sections 1 and 5
 */
export const dnsTruncatedWithoutTcp = defineFault({
  name: 'dns-truncated-without-tcp',
  layer: 'dns',
  strike: () => 'truncated-without-tcp',
});
