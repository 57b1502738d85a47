import { errorStatus, isAimedAt } from '#core/aim.ts';
import type { RetryAfter } from '#core/effect.ts';
import { defineFault, type Params } from '#core/fault.ts';

/**
 * Too many requests: 429, or whatever error `status` names.
 *
 * When to come back is said in `seconds`, as a `date` so many seconds away (in the past where it is
 * negative), in a `text` that is neither, or not at all. Clients wait for a day because a header
 * says so, retry at once because they cannot read it, or take a limit for a rejected login.
 * `shouldRetry` is the provider's own word on whether to try again.
 * @see RFC 6585, section 4, and RFC 9110, section 10.2.3
 */
export const rateLimited = defineFault({
  name: 'rate-limited',
  layer: 'http',
  strike: (attempt, params) => {
    if (!isAimedAt(attempt, params)) return undefined;
    const { shouldRetry } = params;
    const retryAfter = hint(params);
    return {
      refuse: 'rate-limited',
      status: errorStatus(params.status, 429),
      ...(retryAfter && { retryAfter }),
      ...(typeof shouldRetry === 'boolean' && { shouldRetry }),
    };
  },
});

function hint({ seconds, date, text }: Params): RetryAfter | undefined {
  if (Number.isFinite(seconds)) return { seconds: seconds as number };
  if (Number.isFinite(date)) return { date: date as number };
  return typeof text === 'string' ? { text } : undefined;
}
