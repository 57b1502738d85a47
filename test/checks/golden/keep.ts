import { minutes, seconds } from '#core/duration.ts';
import {
  answered,
  asked,
  deed,
  failed,
  flight,
  HONEST,
  ledger,
  nameGone,
  noName,
  renewed,
  stored,
} from '../logs.ts';
import type { Golden } from './golden.ts';

const EIGHT = minutes(8);

/** The token has two minutes to live and sign-in is out: what a client did in the minute before. */
const nearItsEnd = (pieces: Parameters<typeof nameGone>[1]) =>
  nameGone('keep.ride-through', pieces);

/** A token is refused at minute 10, fifty minutes before its time. */
const refusedEarly = (pieces: Parameters<typeof nameGone>[1]) =>
  flight({
    exercises: ['keep.early-401'],
    pieces: [
      answered('w1', 0),
      ledger(minutes(9), 'revoked', 'access-1'),
      asked(minutes(10) + 20, 'w2', { status: 401 }),
      ...pieces,
    ],
  });

const another = [
  renewed(minutes(10) + 100, { status: 200 }),
  ledger(minutes(10) + 150, 'issued', 'access-2', minutes(70)),
  ledger(minutes(10) + 150, 'issued', 'refresh-2'),
  ledger(minutes(10) + 150, 'rotated', 'refresh-1'),
  stored('change', minutes(10) + 170, 'access-2', 'refresh-2', minutes(70)),
];

export const keepLogs: Readonly<Record<string, Golden>> = {
  'keep.valid-token': {
    rests: ['ledger'],
    kept: nameGone('keep.valid-token', [
      answered('w2', minutes(6)),
      asked(minutes(6) + 20, 'w2', { status: 200 }),
    ]),
    broken: nameGone('keep.valid-token', [
      noName(minutes(6) + 20),
      failed('w2', minutes(6), HONEST),
    ]),
    open: nameGone('keep.valid-token', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
    ]),
  },
  'keep.ride-through': {
    rests: ['store'],
    kept: nearItsEnd([
      noName(EIGHT - seconds(150)),
      asked(EIGHT - seconds(149), 'w2', { status: 200 }),
      answered('w2', EIGHT - seconds(151), 3_000),
    ]),
    broken: nearItsEnd([
      asked(EIGHT - seconds(60), 'w2', { status: 200 }),
      answered('w2', EIGHT - seconds(61), 3_000),
      noName(minutes(10) + 20),
      failed('w3', minutes(10), HONEST),
    ]),
    open: nearItsEnd([noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
  },
  'keep.early-401': {
    rests: ['attempt.began'],
    kept: refusedEarly([
      ...another,
      asked(minutes(10) + 200, 'w2', { status: 200, token: 'access-2' }),
      answered('w2', minutes(10), 300),
    ]),
    broken: refusedEarly([failed('w2', minutes(10), 'Your token was rejected (401).')]),
    open: refusedEarly([
      ...another,
      asked(minutes(10) + 200, 'w2', { status: 401, token: 'access-2' }),
      failed('w2', minutes(10), 'Your token was rejected (401).'),
    ]),
  },
  'keep.local': {
    rests: ['fault.opened'],
    kept: nameGone('keep.local', [deed('w2', 'status', minutes(10))], { deeds: ['status'] }),
    broken: nameGone(
      'keep.local',
      [noName(minutes(10) + 20), deed('w2', 'status', minutes(10), { failed: HONEST })],
      { deeds: ['status'] },
    ),
    open: nameGone('keep.local', [deed('w2', 'status', minutes(50))], { deeds: ['status'] }),
  },
};
