import { minutes } from '#core/duration.ts';
import { answered, BUSY, failed, flight, OVERLOAD, open, type Piece } from '../logs.ts';
import { applied, recalling, restarted, under } from '../orders.ts';
import type { Golden } from './golden.ts';

const START = minutes(10);

/** Work `w2` is turned away by a busy model at minute 10, after `w1` was answered. */
const busy = (id: string, pieces: readonly Piece[]) =>
  flight({
    exercises: [id],
    faults: [OVERLOAD],
    pieces: [
      open(0, minutes(5), minutes(45)),
      recalling(20, 'w1', { recalls: ['w1'] }),
      answered('w1', 0),
      recalling(START + 20, 'w2', { recalls: ['w1', 'w2'] }, { status: 529, struckBy: 0 }),
      failed('w2', START, BUSY),
      ...pieces,
    ],
  });

/** Work `w1`, whose tool has run when the answer to its result breaks off. */
const brokenOff = (pieces: readonly Piece[]) =>
  flight({
    exercises: ['work.exactly-once'],
    faults: [OVERLOAD],
    pieces: [
      open(0, minutes(5), minutes(45)),
      recalling(START + 20, 'w1', { recalls: ['w1'] }),
      ...pieces,
      answered('w1', START, 2_000),
    ],
  });
const result = (at: number, status: number): Piece =>
  recalling(
    at,
    'w1',
    { recalls: ['w1'], returns: ['w1'] },
    status === 200 ? {} : { status, struckBy: 0 },
  );

const again = (pieces: readonly Piece[]) =>
  under(
    flight({
      exercises: ['work.resumable'],
      pieces: [recalling(20, 'w1', { recalls: ['w1'] }), answered('w1', 0), ...pieces],
    }),
    { declares: { resumes: true } },
  );

export const workLogs: Readonly<Record<string, Golden>> = {
  'work.no-loss': {
    rests: ['attempt.began'],
    kept: busy('work.no-loss', [
      recalling(minutes(46), 'w3', { recalls: ['w1', 'w2', 'w3'] }),
      answered('w3', minutes(46)),
    ]),
    broken: busy('work.no-loss', [
      recalling(minutes(46), 'w3', { recalls: ['w1', 'w3'] }),
      answered('w3', minutes(46)),
    ]),
    open: busy('work.no-loss', []),
  },
  'work.exactly-once': {
    rests: ['effect.applied', 'attempt.began'],
    kept: brokenOff([
      applied(START + 90, 'w1'),
      result(START + 100, 529),
      result(START + 700, 200),
    ]),
    broken: brokenOff([
      applied(START + 90, 'w1'),
      result(START + 100, 529),
      applied(START + 690, 'w1'),
      result(START + 700, 200),
    ]),
    open: brokenOff([]),
  },
  'work.resumable': {
    rests: ['attempt.began'],
    kept: again([
      restarted(minutes(2)),
      recalling(minutes(4), 'w2', { recalls: ['w1', 'w2'] }),
      answered('w2', minutes(4)),
    ]),
    broken: again([
      restarted(minutes(2)),
      recalling(minutes(4), 'w2', { recalls: ['w2'] }),
      answered('w2', minutes(4)),
    ]),
    open: again([
      recalling(minutes(4), 'w2', { recalls: ['w1', 'w2'] }),
      answered('w2', minutes(4)),
    ]),
  },
};
