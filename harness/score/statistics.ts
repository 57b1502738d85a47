/**
 * The few closed forms that the score needs, and no more of statistics.
 *
 * All of them are exact or textbook: nothing is fitted, and nothing is drawn at random. Where one
 * is found by halving an interval, it is halved until its ends are the same number.
 */

/** From where to where. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** 97.5 % of a standard normal distribution lie below it. */
const Z95 = 1.959963984540054;

/** For display: of `trials`, `hits` went well (Wilson 1927; Brown, Cai and DasGupta 2001). */
export function wilson(hits: number, trials: number, z = Z95): Interval {
  if (trials === 0) return { low: 0, high: 1 };
  const share = hits / trials;
  const square = (z * z) / trials;
  const centre = (share + square / 2) / (1 + square);
  const half =
    (z / (1 + square)) * Math.sqrt((share * (1 - share)) / trials + square / (4 * trials));
  return { low: clamped(centre - half), high: clamped(centre + half) };
}

/**
 * For claims: the share of hits that is not undercut with so much confidence (Clopper and Pearson
 * 1934, one-sided). Nothing is claimed of what was never tried.
 */
export function atLeastShare(hits: number, trials: number, confidence: number): number {
  if (hits === 0 || trials === 0) return 0;
  if (hits === trials) return (1 - confidence) ** (1 / trials);
  return halved(0, 1, (share) => upperTail(hits, trials, share) < 1 - confidence);
}

/** The chance of `hits` or more in `trials`. */
function upperTail(hits: number, trials: number, share: number): number {
  let sum = 0;
  for (let count = hits; count <= trials; count += 1) {
    const ways = logChoose(trials, count);
    sum += Math.exp(ways + count * Math.log(share) + (trials - count) * Math.log1p(-share));
  }
  return sum;
}

/** How many events to expect where so many were counted (Garwood 1936), with 95 % confidence. */
export function expectedCount(count: number): Interval {
  const tail = 0.025;
  const most = count + 10 + 10 * Math.sqrt(count + 1);
  return {
    low: count === 0 ? 0 : halved(0, most, (mean) => 1 - poissonUpTo(count - 1, mean) < tail),
    high: halved(0, most, (mean) => poissonUpTo(count, mean) > tail),
  };
}

/** The chance of at most `count` events where `mean` are to be expected. */
function poissonUpTo(count: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let at = 1; at <= count; at += 1) {
    term *= mean / at;
    sum += term;
  }
  return sum;
}

/** What `hits` of `trials` was on one side, and on the other. */
export type Tally = readonly [hits: number, trials: number];

/**
 * The chance that two nights differ as much as these or more although nothing has changed (Fisher
 * 1922, two-sided: all tables that are no likelier than the one that was seen).
 */
export function fisherExact([a, n]: Tally, [b, m]: Tally): number {
  const hits = a + b;
  const weigh = (first: number) =>
    Math.exp(logChoose(n, first) + logChoose(m, hits - first) - logChoose(n + m, hits));
  const seen = weigh(a);
  let sum = 0;
  for (let first = Math.max(0, hits - m); first <= Math.min(n, hits); first += 1) {
    const weight = weigh(first);
    // Two tables that are equally likely may differ in the last digit.
    if (weight <= seen * (1 + 1e-9)) sum += weight;
  }
  return Math.min(1, sum);
}

/**
 * Of many comparisons, those to take for differences, so that no more than the share `q` of them
 * are none (Benjamini and Hochberg 1995). Positions, in the order that was given.
 */
export function discoveries(chances: readonly number[], q = 0.05): readonly number[] {
  const sorted = chances
    .map((chance, index) => ({ chance, index }))
    .sort((one, other) => one.chance - other.chance);
  const last = sorted.findLastIndex(
    ({ chance }, rank) => chance <= ((rank + 1) / sorted.length) * q,
  );
  return sorted
    .slice(0, last + 1)
    .map(({ index }) => index)
    .sort((one, other) => one - other);
}

/** What a series of repeats, looked at one by one, has come to. */
export type Decision = 'accept' | 'reject' | 'go on';

/**
 * When to stop repeating (Wald's sequential test): a client that keeps 99 % of its promises against
 * one that keeps 80 %, each taken for the other one time in twenty. Fourteen repeats that go well
 * are enough; one early failure is enough for red, until twenty fresh ones confirm it.
 */
export function sequential(
  hits: number,
  misses: number,
  { good = 0.99, bad = 0.8, error = 0.05 } = {},
): Decision {
  const boundary = Math.log((1 - error) / error);
  const evidence = misses * Math.log((1 - bad) / (1 - good)) + hits * Math.log(bad / good);
  if (evidence >= boundary) return 'reject';
  return evidence <= -boundary ? 'accept' : 'go on';
}

/** A time that was measured; `over` where it ended before it was over, so that it took longer. */
export interface Span {
  readonly ms: number;
  readonly over?: true;
}

/**
 * The time by which half of them are over (Kaplan and Meier 1958). Those that were cut short count
 * for as long as they were watched, and are never dropped. Undefined where less than half ended.
 */
export function median(spans: readonly Span[]): number | undefined {
  const sorted = [...spans].sort(
    // Whoever was watched until a moment was there when others ended at it.
    (one, other) => one.ms - other.ms || Number(one.over ?? 0) - Number(other.over ?? 0),
  );
  let waiting = 1;
  for (const [index, { ms, over }] of sorted.entries()) {
    if (over) continue;
    waiting *= 1 - 1 / (sorted.length - index);
    if (waiting <= 0.5 + 1e-12) return ms;
  }
  return undefined;
}

function logChoose(all: number, some: number): number {
  let sum = 0;
  for (let at = 1; at <= some; at += 1) sum += Math.log((all - some + at) / at);
  return sum;
}

/** The place between two numbers up to which something holds. */
function halved(low: number, high: number, holds: (at: number) => boolean): number {
  let [from, to] = [low, high];
  for (let step = 0; step < 60; step += 1) {
    const middle = (from + to) / 2;
    if (holds(middle)) from = middle;
    else to = middle;
  }
  return (from + to) / 2;
}

const clamped = (share: number): number => Math.min(1, Math.max(0, share));
