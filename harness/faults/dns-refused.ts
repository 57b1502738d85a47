import { defineFault } from '#core/fault.ts';

/**
 * The resolver does not want to answer.
 *
 * A filter of a company or of a country, a resolver that serves another network, a rate limit. It
 * sounds as final as it gets and is about the one who asks, not about the name. The C library turns
 * it into a temporary failure, and clients blame a network that is up.
 * @see RFC 1035, section 4.1.1, and RFC 8914, section 4.19
 */
export const dnsRefused = defineFault({
  name: 'dns-refused',
  layer: 'dns',
  strike: () => 'REFUSED',
});
