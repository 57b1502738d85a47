import { within } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/** An hour: longer than anybody waits for a name. */
const LONGEST = 3_600_000;

/**
 * The right answer comes late: by three seconds, or as many milliseconds as `ms` says.
 *
 * A resolver that has to ask all the way up, a link by satellite, the first query after a laptop
 * wakes. Below five seconds the C library waits, above it asks again, above ten it gives up. The
 * time is taken from the client's patience with something else, which is then blamed.
 * @see RFC 1035, section 7.2, and resolv.conf(5), `timeout`
 */
export const dnsLate = defineFault({
  name: 'dns-late',
  layer: 'dns',
  leaves: 'service',
  strike: (_, { ms }) => ({ late: within(0, LONGEST, ms, 3_000) }),
});
