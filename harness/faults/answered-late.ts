import { isAimedAt, within } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The right answer, late: after ten seconds, or as many milliseconds as `ms` says.
 *
 * A service under load, a database that fails over, a cold start. Nothing is lost if the client
 * waits; one that asks again while the first request is still at work doubles the load, and at a
 * token endpoint it may spend its refresh token twice.
 * @see RFC 9110, section 15.5.9, and RFC 6749, section 6
 */
export const answeredLate = defineFault({
  name: 'answered-late',
  layer: 'http',
  // Whoever waits for a moment is served. Longer than this is longer than a piece of work takes.
  leaves: ({ ms }) => (lateBy(ms) <= 3_000 ? 'service' : undefined),
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { late: lateBy(params.ms) } : undefined,
});

const lateBy = (ms: Json | undefined): number => within(0, 86_400_000, ms, 10_000);
