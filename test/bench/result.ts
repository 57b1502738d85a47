import type { Measured } from './load/measured.ts';

/** One contender over all rounds: its medians. */
export interface Row {
  readonly name: string;
  readonly how: string;
  readonly version: string;
  readonly part: 'ours' | 'aside' | 'peer';
  readonly perSecond: number;
  readonly p99: number;
  readonly failed: number;
  readonly rounds: readonly Measured[];
}

/** Ours beside the fastest peer. */
export interface Comparison {
  readonly fastest: string;
  /** Median over the rounds of ours divided by the fastest peer's, both of the same round. */
  readonly ratio: number;
  /** How far the rounds' ratios lie from their median: 1.4826 times the median distance. */
  readonly noise: number;
  readonly slower: boolean;
}

/** Noise that is more than this is no excuse: it is a machine on which nothing can be measured. */
export const LOUDEST = 0.1;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * Whether ours is slower than the fastest peer, beyond the noise of this very run.
 *
 * Both were asked in every round, one after the other, so that whatever else the machine did in
 * that round it did to both: their ratio within a round says more than either rate. The noise is
 * the median absolute deviation of those ratios, scaled to be a standard deviation where they are
 * normally distributed. Ours is slower where ratio + noise < 1, with a noise of at most `LOUDEST`.
 *
 * @see Hampel, "The Influence Curve and its Role in Robust Estimation" (1974)
 */
export function compared(rows: readonly Row[]): Comparison {
  const ours = rows.find(({ part }) => part === 'ours')!;
  const peers = rows.filter(({ part }) => part === 'peer');
  const fastest = peers.reduce((one, other) => (other.perSecond > one.perSecond ? other : one));
  const ratios = ours.rounds.map((round, n) => round.perSecond / fastest.rounds[n]!.perSecond);
  const ratio = median(ratios);
  const noise = 1.4826 * median(ratios.map((each) => Math.abs(each - ratio)));
  return {
    fastest: `${fastest.name} (${fastest.how})`,
    ratio,
    noise,
    slower: ratio + Math.min(noise, LOUDEST) < 1,
  };
}

/** A server's answers are all good, or its rate means nothing. */
export const share = (row: Pick<Row, 'rounds'>): number => {
  const total = (of: keyof Measured) => row.rounds.reduce((sum, round) => sum + round[of], 0);
  return total('failed') / Math.max(1, total('answered'));
};
