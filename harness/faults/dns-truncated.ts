import { defineFault } from '#core/fault.ts';

/**
 * The answer is cut short over UDP, and whole over TCP.
 *
 * A large set of records, or a middlebox that trims. A resolver has to ask again over TCP, and all
 * the common ones do; programs that speak DNS by themselves often do not, and see an answer that is
 * well-formed and empty.
 * @see RFC 7766, section 5, and RFC 1035, section 4.2.1
 */
export const dnsTruncated = defineFault({
  name: 'dns-truncated',
  layer: 'dns',
  leaves: 'service',
  strike: () => 'truncated',
});
