import type { RetryAfter } from '#core/effect.ts';

/**
 * When to come back, as a header: seconds, a date in the one form that a sender may use, or words
 * that are neither, which is what clients trip over. Empty where nothing was said.
 *
 * @param now milliseconds since the epoch, by the clock of whoever answers
 * @see RFC 9110, sections 10.2.3 and 5.6.7
 */
export function retryAfterHeader(
  hint: RetryAfter | undefined,
  now: number,
): Readonly<Record<string, string>> {
  return hint === undefined ? {} : { 'retry-after': inHeader(hint, now) };
}

function inHeader(hint: RetryAfter, now: number): string {
  if ('seconds' in hint) return String(hint.seconds);
  if ('date' in hint) {
    const at = now + hint.date * 1_000;
    return new Date(Math.min(LAST, Math.max(0, at))).toUTCString();
  }
  // What no header can carry would be our failure and not the provider's.
  return hint.text.replace(/[^\x20-\x7e]/g, '?');
}

/** The last moment whose year has four digits, which is all that the form has room for. */
const LAST = Date.UTC(9999, 11, 31, 23, 59, 59);
