import { seconds } from '#core/duration.ts';
import { isQuality, QUALITY } from '#core/verdict.ts';
import type { Measured } from './measure.ts';

/** The same scenario flown twice, with a measure in force and without it. */
export interface Pair {
  readonly scenario: string;
  readonly without: Measured;
  readonly with: Measured;
}

/** What a measure buys in one client, over a catalogue: always what it has less what it lacks. */
export interface Bought {
  /** Scenarios whose verdict is better with it, and those whose verdict is worse. */
  readonly saved: readonly string[];
  readonly harmed: readonly string[];
  /** Checks that are kept with it only, and how often; and those that are kept without it only. */
  readonly keeps: Readonly<Record<string, number>>;
  readonly breaks: Readonly<Record<string, number>>;
  /** Pieces of work more, or fewer, that were done. */
  readonly works: number;
  /** Milliseconds more of trouble ridden through. */
  readonly ridden: number;
  /** Scenarios more in which it recovered at all. */
  readonly recovers: number;
  /** The median of how much sooner, in milliseconds; undefined where it made no difference. */
  readonly sooner?: number;
  /** Failures more of which there was a sign at all, and how much sooner: the median. */
  readonly signs: number;
  readonly signed?: number;
  /** How much higher the worst second of several sessions was: the median where it was another. */
  readonly peak?: number;
  readonly requests: number;
  /** How much more often somebody had to do something. */
  readonly human: number;
}

/** Put pairs of runs together. Pure; pairs in which nothing differs may be left out. */
export function compare(pairs: readonly Pair[]): Bought {
  const sum = (of: (measured: Measured) => number) =>
    pairs.reduce((total, pair) => total + of(pair.with) - of(pair.without), 0);
  const steps = pairs.map((pair) => ({ ...pair, by: better(pair) }));
  const sooner = typical(pairs, NOTICED, ({ recovery }) => recovery);
  const signed = typical(pairs, NOTICED, ({ sign }) => sign);
  const lower = typical(pairs, 1, ({ peak }) => peak);
  return {
    saved: steps.filter(({ by }) => by > 0).map(({ scenario }) => scenario),
    harmed: steps.filter(({ by }) => by < 0).map(({ scenario }) => scenario),
    keeps: only(pairs, 'without', 'with'),
    breaks: only(pairs, 'with', 'without'),
    works: sum(({ done }) => done),
    ridden: sum(({ ridden }) => ridden),
    recovers: more(pairs, ({ recovery }) => recovery),
    ...(sooner !== undefined && { sooner }),
    signs: more(pairs, ({ sign }) => sign),
    ...(signed !== undefined && { signed }),
    ...(lower !== undefined && { peak: -lower }),
    requests: sum(({ requests }) => requests),
    human: sum(({ human }) => human),
  };
}

/** A time that differs by less is no other time. */
const NOTICED = seconds(1);

/** How much less it is with the measure than without, where both are known and differ enough. */
function typical(
  pairs: readonly Pair[],
  least: number,
  of: (measured: Measured) => number | 'never' | undefined,
): number | undefined {
  const less = pairs.flatMap((pair) => {
    const [before, after] = [of(pair.without), of(pair.with)];
    if (typeof before !== 'number' || typeof after !== 'number') return [];
    return Math.abs(before - after) < least ? [] : [before - after];
  });
  return median(less);
}

/**
 * In how many more it came to something that did not without. Where only one of two was stopped at
 * all, that there was nothing to be seen in the other says nothing.
 */
const more = (
  pairs: readonly Pair[],
  of: (measured: Measured) => number | 'never' | undefined,
): number =>
  pairs
    .map((pair) => [of(pair.without), of(pair.with)])
    .reduce((sum, [before, after]) => {
      if (before === undefined || after === undefined) return sum;
      return sum + Number(before === 'never') - Number(after === 'never');
    }, 0);

/** By how many steps the verdict is better; nothing where one of them carries no quality. */
function better(pair: Pair): number {
  const [before, after] = [pair.without.verdict, pair.with.verdict];
  if (!isQuality(before) || !isQuality(after)) return 0;
  return QUALITY.indexOf(before) - QUALITY.indexOf(after);
}

/** The checks that one side breaks where the other does not, and in how many scenarios. */
function only(
  pairs: readonly Pair[],
  breaking: 'with' | 'without',
  keeping: 'with' | 'without',
): Readonly<Record<string, number>> {
  const ids = pairs.flatMap((pair) =>
    pair[breaking].failed.filter((id) => !pair[keeping].failed.includes(id)),
  );
  const counts = Map.groupBy(ids, (id) => id);
  return Object.fromEntries(
    [...counts]
      .map(([id, all]) => [id, all.length] as const)
      .sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)),
  );
}

function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)];
}
