import { isAimedAt, within } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The plan is used up until its window ends: a 429 that no patience of seconds will outlast.
 *
 * A subscription's five hours or its week. It shares its status with a limit of a minute, and
 * clients that cannot tell the two hammer on; others take it for a lost login and send their user
 * to sign in again. `seconds` says when the window ends: in five hours where it is left out.
 * @see RFC 6585, section 4; anomalyco/opencode issue 15562
 */
export const quotaExhausted = defineFault({
  name: 'quota-exhausted',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params)
      ? { refuse: 'quota-exhausted', status: 429, retryAfter: { seconds: left(params.seconds) } }
      : undefined,
});

const left = (seconds: Json | undefined): number => within(0, 31_536_000, seconds, 5 * 3_600);
