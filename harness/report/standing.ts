import { atLeast, isQuality, QUALITY, type Verdict } from '#core/verdict.ts';
import type { Expectation, Flown } from './flown.ts';

/** How a verdict compares with what was expected. `unknown`: it carries no quality to compare. */
export type Standing = 'as expected' | 'better' | 'worse' | 'unknown' | 'not compared';

export function stand(verdict: Verdict, expected: Expectation | undefined): Standing {
  if (!expected) return 'not compared';
  if (expected.by === 'baseline' && verdict === expected.verdict) return 'as expected';
  if (!isQuality(verdict)) return 'unknown';
  if (expected.by === 'floor') return atLeast(verdict, expected.verdict) ? 'as expected' : 'worse';
  // Of something of which nobody could tell, a good end is news, and a bad one no improvement.
  if (!isQuality(expected.verdict)) return atLeast(verdict, 'graceful') ? 'better' : 'worse';
  return QUALITY.indexOf(verdict) < QUALITY.indexOf(expected.verdict) ? 'better' : 'worse';
}

export const standing = (flown: Flown): Standing => stand(flown.judgement.verdict, flown.expected);

/** Whether a run asks for attention: it differs, for better or worse, or says nothing. */
export const surprising = (flown: Flown): boolean => {
  const stood = standing(flown);
  if (stood === 'not compared') return !isQuality(flown.judgement.verdict);
  return stood !== 'as expected';
};
