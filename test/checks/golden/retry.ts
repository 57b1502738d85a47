import { minutes, seconds } from '#core/duration.ts';
import {
  answered,
  asked,
  BUSY,
  failed,
  flight,
  nameGone,
  OVERLOAD,
  open,
  overloadedAt,
  type Piece,
} from '../logs.ts';
import type { Golden } from './golden.ts';

const range = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A log in which the model turns work away from minute 5 to minute 45. */
const turnedAway = (id: string, pieces: readonly Piece[]) =>
  flight({
    exercises: [id],
    faults: [OVERLOAD],
    pieces: [open(0, minutes(5), minutes(45)), answered('w0', 0), ...pieces],
  });

/** One piece of work in each minute from the sixth on, and when each is asked for. */
const minutely = (count: number, times: (n: number) => readonly number[]): readonly Piece[] =>
  range(count).flatMap((n) => {
    const from = minutes(6 + n);
    return [
      ...times(n).map((at) => asked(from + at, `w${n + 1}`, { status: 529, struckBy: 0 })),
      failed(`w${n + 1}`, from, BUSY, { took: seconds(30) }),
    ];
  });

const LIMITED = { refuse: 'rate-limited', status: 429, retryAfter: { seconds: 17 } } as const;
const DENIED = { refuse: 'organization-not-allowed', status: 403 } as const;

/** One piece of work that is refused so often, so far apart. */
const refused = (id: string, effect: typeof LIMITED | typeof DENIED, times: readonly number[]) =>
  turnedAway(id, [
    ...times.map((at) =>
      asked(minutes(6) + at, 'w1', { status: effect.status, struckBy: 0, effect }),
    ),
    failed('w1', minutes(6), 'Not now.', { took: seconds(30) }),
  ]);

export const retryLogs: Readonly<Record<string, Golden>> = {
  'retry.attempts': {
    rests: ['attempt.began'],
    kept: overloadedAt(
      'retry.attempts',
      Array.from({ length: 11 }, (_, n) => n * seconds(4)),
      seconds(50),
    ),
    broken: overloadedAt(
      'retry.attempts',
      Array.from({ length: 12 }, (_, n) => n * seconds(4)),
      seconds(50),
    ),
    open: nameGone('retry.attempts', []),
  },
  'retry.backoff': {
    rests: ['attempt.began'],
    kept: overloadedAt('retry.backoff', [0, 500, 1_500, 3_500, 7_500], seconds(9)),
    broken: overloadedAt('retry.backoff', [0, 70, 140, 210], seconds(1)),
    open: nameGone('retry.backoff', [answered('w2', minutes(6))]),
  },
  'retry.jitter': {
    rests: ['attempt.began'],
    kept: turnedAway(
      'retry.jitter',
      minutely(10, (n) => [0, 600, 1_700, 3_800 + n * 60]),
    ),
    broken: turnedAway(
      'retry.jitter',
      minutely(10, () => [0, 600, 1_700, 3_800]),
    ),
    open: turnedAway(
      'retry.jitter',
      minutely(9, () => [0, 600, 1_700, 3_800]),
    ),
  },
  'retry.server-hints': {
    rests: ['attempt.began'],
    kept: refused('retry.server-hints', LIMITED, [0, seconds(17) + 60]),
    broken: refused('retry.server-hints', LIMITED, [0, seconds(5)]),
    open: overloadedAt('retry.server-hints', [0, 500, 1_500], seconds(3)),
  },
  'retry.eligible': {
    rests: ['attempt.began'],
    kept: refused('retry.eligible', DENIED, [0]),
    broken: refused('retry.eligible', DENIED, [0, 500]),
    open: overloadedAt('retry.eligible', [0, 500, 1_500], seconds(3)),
  },
  'retry.amplification': {
    rests: ['fault.opened'],
    kept: turnedAway(
      'retry.amplification',
      minutely(20, () => [0, 500, 1_500]),
    ),
    broken: turnedAway(
      'retry.amplification',
      minutely(20, () => [0, 500, 1_500, 3_500]),
    ),
    open: turnedAway(
      'retry.amplification',
      minutely(19, () => [0, 500, 1_500, 3_500]),
    ),
  },
};
