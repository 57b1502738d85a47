import { HarnessError } from '#core/errors.ts';

/** What the process ends with. The table stands in `--help` too. */
export const EXIT = {
  asExpected: 0,
  below: 1,
  usage: 2,
  unknown: 3,
  stale: 4,
  harness: 70,
  interrupted: 130,
} as const;

export const EXIT_CODES = `Exit codes:
  0    as expected
  1    below the floor, or worse than the baseline
  2    usage: something was asked for that cannot be
  3    inconclusive, invalid or not flown: the log cannot tell, or nothing was tested
  4    better than the baseline says: the entry is stale
  70   the harness failed
  130  interrupted`;

/** The exit code for something that was thrown. */
export function codeFor(thrown: unknown): number {
  if (!(thrown instanceof HarnessError)) return EXIT.harness;
  return thrown.blame === 'usage' ? EXIT.usage : EXIT.harness;
}
