import type { Family } from '#core/scenario.ts';
import {
  better,
  isQuality,
  type Quality,
  regret as steps,
  together,
  type Verdict,
} from '#core/verdict.ts';
import { atLeastShare, type Decision, sequential } from './statistics.ts';
import type { Run, Yardstick } from './yardstick.ts';

/** What a client came to in one scenario of the catalogue, flown or not. */
export interface Scored {
  readonly scenario: string;
  readonly family: Family;
  /** The meet of all its runs: a repeat that goes well takes back nothing. */
  readonly verdict: Verdict;
  /** The best that was possible. */
  readonly ceiling?: Quality;
  readonly regret?: number;
  /** From 0 to 1: what it counts for. */
  readonly utility: number;
  /** How much of what was possible its runs reached on average: what was seen, not what counts. */
  readonly seen?: number;
  /** Whether its flights so far are enough to say that it reaches what is possible, or does not. */
  readonly decision?: Decision;
  readonly runs: readonly Run[];
}

/** Of what is claimed of a client that does not repeat exactly, nine in ten times at least true. */
const CONFIDENCE = 0.9;

/**
 * Each scenario of the catalogue, as this client flew it; its runs are all in one kind of cell.
 *
 * Decided: the ceiling is what the hardened client has shown, and only where it has shown nothing
 * what the run's own log knows. By its own log, a client that has thrown its chances away is asked
 * for less, and one that was lucky with what it should not have done is asked for more.
 */
export function cellsOf(
  runs: readonly Run[],
  { catalogue, witnessed }: Yardstick,
): readonly Scored[] {
  const flown = Map.groupBy(runs, ({ order }) => order.scenario.id);
  return catalogue.map((scenario): Scored => {
    const { id, family } = scenario;
    const own = flown.get(id) ?? [];
    const verdict = together(own.map(({ judgement }) => judgement.verdict));
    const about = { scenario: id, family, verdict, runs: own };
    const tested = own.filter(({ judgement }) => judgement.verdict !== 'invalid');
    const [first] = tested;
    if (!first) return { ...about, utility: 0 };
    const ceilings = tested.map(({ judgement }) => judgement.ceiling);
    const ceiling = (isForAll(first) ? witnessed[id] : undefined) ?? ceilings.reduce(better);
    const utilities = tested.map(({ judgement }) => worth(judgement.verdict, ceiling));
    const telling = tested.filter(({ judgement }) => isQuality(judgement.verdict));
    const well = utilities.filter((utility) => utility === 1).length;
    const isExact = tested.every(repeatsExactly);
    return {
      ...about,
      ceiling,
      ...(!isExact && { decision: sequential(well, telling.length - well) }),
      ...(isQuality(verdict) && { regret: steps(verdict, ceiling) }),
      utility: isExact ? worth(verdict, ceiling) : lowest(utilities),
      seen: utilities.reduce((sum, one) => sum + one, 0) / utilities.length,
    };
  });
}

/**
 * Whether what the hardened client reached is possible for this one, too: with a key for the time
 * in which sign-in is down, or a capability token, it is only for who would use it.
 */
export const isForAll = ({ order: { scenario, client } }: Pick<Run, 'order'>): boolean => {
  const { credentials } = scenario.given;
  if (credentials === 'login-and-key') return client.declares?.fallback === true;
  return credentials !== 'login-and-capability' || client.declares?.capability === true;
};

/** In virtual time a seed gives the same run again: one that fails is a counterexample. */
export const repeatsExactly = ({ order }: Run): boolean => order.time.kind === 'virtual';

/** What a verdict is worth, by how far below the possible it is (contract, section 9.1). */
export function worth(verdict: Verdict, ceiling: Quality): number {
  if (!isQuality(verdict)) return 0;
  if (steps(verdict, ceiling) === 0) return 1;
  return WORTH[verdict];
}

const WORTH: Readonly<Record<Quality, number>> = {
  transparent: 1,
  graceful: 0.8,
  degraded: 0.5,
  grounded: 0.1,
  harmful: 0,
};

/**
 * The worth to be expected at the least, with so much confidence, of a client whose runs differ. It
 * is put together from steps: each level adds what it is worth, times the share of runs that can be
 * claimed to reach it. So few runs never help, whatever they came to.
 */
export function lowest(utilities: readonly number[], confidence = CONFIDENCE): number {
  const levels = [...new Set(Object.values(WORTH))].sort((one, other) => one - other);
  let sum = 0;
  let below = 0;
  for (const level of levels) {
    const reached = utilities.filter((utility) => utility >= level).length;
    sum += (level - below) * atLeastShare(reached, utilities.length, confidence);
    below = level;
  }
  return sum;
}
