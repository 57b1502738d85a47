/** The only source of chance, passed like the clock. The same seed gives the same draws. */
export interface Random {
  /** A number from 0 up to, not including, 1. */
  next(): number;
  /** An integer from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** Lower-case letters and digits. */
  text(length: number): string;
  /** A source of its own under a name, so that a new draw in one part shifts no other part. */
  fork(label: string): Random;
}
