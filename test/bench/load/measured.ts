/** What came of asking one server for a while. */
export interface Measured {
  /** Good answers, read to their end, per second. */
  readonly perSecond: number;
  /** Milliseconds within which 99 of 100 of them came. */
  readonly p99: number;
  readonly answered: number;
  /** Answers that were none, or no good ones. */
  readonly failed: number;
}

/** Sum up answers by how long each of them took, in milliseconds. */
export function summed(times: number[], elapsed: number, failed: number): Measured {
  times.sort((one, other) => one - other);
  const p99 = times[Math.min(times.length - 1, Math.floor(times.length * 0.99))] ?? Infinity;
  return { perSecond: (times.length * 1_000) / elapsed, p99, answered: times.length, failed };
}
