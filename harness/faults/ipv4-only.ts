import { defineFault } from '#core/fault.ts';

/**
 * The name has an IPv4 address, and none of the other family.
 *
 * Most hosts of the world, and an incident only where a client asks for IPv6 alone. It is here as
 * the counterpart of `ipv6-only`: whoever is served under this one and not under that one has a
 * family built in.
 * @see RFC 6724, section 2.1, and RFC 8305, section 3
 */
export const ipv4Only = defineFault({
  name: 'ipv4-only',
  layer: 'dns',
  leaves: 'service',
  strike: () => 'only-A',
});
