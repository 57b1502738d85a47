import { oneOf } from '#core/aim.ts';
import { ADDRESS_TYPES, FAMILY_FAILURES } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The name is asked for in both families, and for one of them something is wrong: IPv6, unless
 * `family` says `A`; a server failure, unless `how` says that the name does not exist or that
 * nothing comes. The other one is answered well.
 *
 * Load balancers and home routers that were written before IPv6 do this to AAAA queries by the
 * thousand. A resolver that takes the worse of two answers for the truth, or a client that asks for
 * one family only, is cut off from a host that everybody else can reach.
 * @see RFC 4074, section 4, and RFC 8305, section 3
 */
export const familyFails = defineFault({
  name: 'family-fails',
  layer: 'dns',
  // The C library waits for both answers, and longer than most of its callers wait for it.
  leaves: ({ how }) => (how === 'silence' ? undefined : 'service'),
  strike: (_, { family, how }) => ({
    family: oneOf(ADDRESS_TYPES, family, 'AAAA'),
    fails: oneOf(FAMILY_FAILURES, how, 'SERVFAIL'),
  }),
});
