import { minutes } from '#core/duration.ts';
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
} from '../logs.ts';
import type { Golden } from './golden.ts';

export const isoLogs: Readonly<Record<string, Golden>> = {
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
