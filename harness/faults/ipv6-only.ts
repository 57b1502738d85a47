import { defineFault } from '#core/fault.ts';

/**
 * The name has an IPv6 address, and none of the other family.
 *
 * A network of a mobile operator without NAT64, a zone that lost half of its records. A client that
 * asks for addresses of any family never notices; one that asks for IPv4, or takes the first
 * answer that comes, finds a host without an address.
 * @see RFC 6724, section 2.1, and RFC 8305, section 3
 */
export const ipv6Only = defineFault({
  name: 'ipv6-only',
  layer: 'dns',
  leaves: 'service',
  strike: () => 'only-AAAA',
});
