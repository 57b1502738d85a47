/** What a caller may do in a minute, in the provider's third tier or thereabouts. */
const LIMITS = {
  requests: 4_000,
  'input-tokens': 2_000_000,
  'output-tokens': 400_000,
  tokens: 2_400_000,
} as const;

/**
 * The headers that tell how much of its limits a caller has left. They are told and not enforced:
 * faults decide who is turned away.
 * @see https://docs.claude.com/en/api/rate-limits
 *
 * @param now milliseconds since the epoch
 */
export function limits(now: number): Readonly<Record<string, string>> {
  const second = Math.floor(now / 1_000);
  if (latest?.second !== second) latest = { second, headers: written(second) };
  return latest.headers;
}

/** The same for everybody who asks within a second. */
let latest: { second: number; headers: Readonly<Record<string, string>> } | undefined;

function written(second: number): Readonly<Record<string, string>> {
  const reset = new Date((second + 1) * 1_000).toISOString().replace('.000', '');
  return Object.fromEntries(
    Object.entries(LIMITS).flatMap(([what, limit]) => [
      [`anthropic-ratelimit-${what}-limit`, String(limit)],
      [`anthropic-ratelimit-${what}-remaining`, String(what === 'requests' ? limit - 1 : limit)],
      [`anthropic-ratelimit-${what}-reset`, reset],
    ]),
  );
}
