/** How good a run was, best first. */
export const QUALITY = ['transparent', 'graceful', 'degraded', 'grounded', 'harmful'] as const;
export type Quality = (typeof QUALITY)[number];

/**
 * What a run can come to: a quality, or no knowledge of one. What was never flown is no run, and
 * has a verdict all the same where somebody counts on one.
 */
export type Verdict = Quality | 'inconclusive' | 'invalid' | 'not flown';

/** The plain words of a verdict, for whoever has not read the contract. */
export const IN_PLAIN_WORDS: Readonly<Record<Verdict, string>> = {
  transparent: 'you would not notice',
  graceful: 'you lost service, nothing else',
  degraded: 'survived, badly',
  grounded: 'stopped although it could have flown, or needed you',
  harmful: 'made it worse',
  inconclusive: 'the log cannot tell',
  invalid: 'nothing was tested',
  'not flown': 'nobody looked',
};

export const isQuality = (verdict: Verdict): verdict is Quality =>
  (QUALITY as readonly string[]).includes(verdict);

/** Steps from what was possible down to what happened; 0 where the ceiling was reached. */
export const regret = (verdict: Quality, ceiling: Quality): number =>
  Math.max(0, QUALITY.indexOf(verdict) - QUALITY.indexOf(ceiling));

/**
 * The order in which verdicts on the same thing win: a failure is known whatever else is not,
 * and what is not known outweighs what passed. A run that tested nothing says nothing at all, so
 * it weighs least, but for one that there never was.
 */
const WEIGHT: readonly Verdict[] = [
  'not flown',
  'invalid',
  'transparent',
  'graceful',
  'inconclusive',
  'degraded',
  'grounded',
  'harmful',
];

/** The verdict on several things together. Commutative, associative, idempotent. */
export const meet = (one: Verdict, other: Verdict): Verdict =>
  WEIGHT.indexOf(one) >= WEIGHT.indexOf(other) ? one : other;

/** The verdict on any number of things, however they are grouped; of none, `not flown`. */
export const together = (verdicts: Iterable<Verdict>): Verdict => {
  let met: Verdict = 'not flown';
  for (const verdict of verdicts) met = meet(met, verdict);
  return met;
};

/** Whether a verdict is at least as good as a floor. What carries no quality is not. */
export const atLeast = (verdict: Verdict, floor: Quality): boolean =>
  isQuality(verdict) && QUALITY.indexOf(verdict) <= QUALITY.indexOf(floor);

/** The better of two: the ceiling of what two witnesses have shown to be possible. */
export const better = (one: Quality, other: Quality): Quality =>
  QUALITY.indexOf(one) <= QUALITY.indexOf(other) ? one : other;
