import { minutes, seconds } from '#core/duration.ts';
import {
  answered,
  asked,
  BUSY,
  failed,
  flight,
  HONEST,
  nameGone,
  noName,
  OVERLOAD,
  open,
  overloadedAt,
  type Piece,
} from '../logs.ts';
import type { Golden } from './golden.ts';

/** Six pieces of work for which sign-in is needed, and when it is asked for the last of them. */
const inVain = (id: string, last: readonly number[]) => {
  const works = Array.from({ length: 6 }, (_, n): readonly Piece[] => {
    const at = minutes(10 + 4 * n);
    const times = n < 5 ? [0, 500, 1_500] : last;
    return [
      failed(`w${n + 2}`, at, HONEST, { took: seconds(40) }),
      ...times.map((time) => noName(at + time)),
    ];
  });
  return nameGone(id, works.flat(), { declares: { breaker: true } });
};

export const isoLogs: Readonly<Record<string, Golden>> = {
  'iso.breaker': {
    rests: ['attempt.began'],
    kept: inVain('iso.breaker', [0]),
    broken: inVain('iso.breaker', [0, 500, 1_500]),
    open: inVain('iso.breaker', []),
  },
  'iso.auth-not-model': {
    rests: ['attempt.began'],
    kept: nameGone('iso.auth-not-model', [
      noName(minutes(6) + 20),
      asked(minutes(6) + 60, 'w2', { status: 200 }),
      answered('w2', minutes(6)),
    ]),
    broken: nameGone('iso.auth-not-model', [
      noName(minutes(6) + 20),
      failed('w2', minutes(6), HONEST),
    ]),
    open: nameGone('iso.auth-not-model', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
    ]),
  },
  'iso.model-not-auth': {
    rests: ['attempt.began'],
    kept: overloadedAt('iso.model-not-auth', [0, 500, 1_500], 3_000),
    broken: flight({
      exercises: ['iso.model-not-auth'],
      faults: [OVERLOAD],
      pieces: [
        open(0, minutes(5), minutes(45)),
        asked(minutes(10) + 20, 'w2', { status: 529, struckBy: 0 }),
        failed('w2', minutes(10), 'You are not signed in. Sign in, then send it again.'),
      ],
    }),
    open: flight({
      exercises: ['iso.model-not-auth'],
      faults: [OVERLOAD],
      pieces: [open(0, minutes(5), minutes(45)), failed('w2', minutes(10), BUSY)],
    }),
  },
};
