import { within } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/** What a TTL can hold (RFC 2181, section 8). */
const LONGEST = 2 ** 31 - 1;

/**
 * The answer is right and may be kept for a second only, or for as many as `seconds` says.
 *
 * A name whose owner is about to move it, or moves it with every answer. Whoever opens a connection
 * for each request asks again each time, and one failed look-up in between is enough to fail a
 * client that had a good answer a moment before and has thrown it away.
 * @see RFC 2181, section 8, and RFC 8767, section 3
 */
export const shortLivedRecord = defineFault({
  name: 'short-lived-record',
  layer: 'dns',
  leaves: 'service',
  strike: (_, { seconds }) => ({ ttl: within(0, LONGEST, seconds, 1) }),
});
