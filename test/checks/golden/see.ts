import { hours, minutes, seconds } from '#core/duration.ts';
import {
  answered,
  asked,
  BUSY,
  type Flight,
  failed,
  flight,
  HONEST,
  nameGone,
  noName,
  OVERLOAD,
  open,
  pending,
  told,
} from '../logs.ts';
import type { Golden } from './golden.ts';

/** A busy model keeps `w1` waiting from minute 10 on. */
const busy = (...pieces: Flight['pieces'] & object) =>
  flight({
    exercises: ['see.sign'],
    faults: [OVERLOAD],
    pieces: [
      open(0, minutes(5), minutes(45)),
      asked(minutes(10), 'w1', { status: 529, struckBy: 0 }),
      ...pieces,
    ],
  });

const atNight = (...pieces: Flight['pieces'] & object) =>
  nameGone('see.watchdog', pieces, { work: { mode: 'unattended' } });

/** Two pieces of work with a login that ends in two days. */
const ending = (...pieces: Flight['pieces'] & object) =>
  flight({
    exercises: ['see.expiry-warning'],
    declares: { warns: true },
    given: { loginEnds: hours(48) },
    pieces: [answered('w1', 0), answered('w2', minutes(5)), ...pieces],
  });

const status = (text: string) =>
  flight({
    exercises: ['see.ttl'],
    pieces: [
      [
        { at: minutes(10), kind: 'work.began', work: 'w1', deed: 'status' },
        {
          at: minutes(10) + 100,
          kind: 'work.ended',
          work: 'w1',
          outcome: 'answered',
          claim: 'success',
          nonce: true,
          text,
        },
      ],
    ],
  });

export const seeLogs: Readonly<Record<string, Golden>> = {
  'see.sign': {
    rests: ['attempt.began'],
    kept: busy(
      told(minutes(10) + 100, 'overloaded_error: attempt 1 failed', 'retry'),
      failed('w1', minutes(10), BUSY, { took: seconds(30) }),
    ),
    broken: busy(
      told(minutes(10) + seconds(10), 'Still working on it.'),
      failed('w1', minutes(10), BUSY, { took: seconds(30) }),
    ),
    open: flight({ exercises: ['see.sign'], pieces: [answered('w1', 0)] }),
  },
  'see.watchdog': {
    rests: ['work.began'],
    kept: atNight(noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)),
    broken: atNight(
      noName(minutes(10) + 20),
      pending('w2', minutes(10)),
      told(minutes(20), 'Still trying to sign in.'),
    ),
    open: atNight(answered('w2', minutes(6))),
  },
  'see.expiry-warning': {
    rests: ['client.told'],
    kept: ending(told(-1_000, 'Your login ends in 48 h: sign in again before that.')),
    broken: ending(told(minutes(5), 'Your token has expired.')),
    open: flight({
      exercises: ['see.expiry-warning'],
      declares: { warns: true },
      given: { loginEnds: hours(100) },
      pieces: [answered('w1', 0)],
    }),
  },
  'see.ttl': {
    rests: ['work.ended'],
    kept: status('{"signedIn":true,"secondsLeft":3000}'),
    broken: status('{"signedIn":true}'),
    open: flight({ exercises: ['see.ttl'], pieces: [answered('w1', 0)] }),
  },
};
