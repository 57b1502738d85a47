import { minutes } from '#core/duration.ts';
import { answered, failed, flight, HONEST, nameGone, noName, type Piece, stored } from '../logs.ts';
import { as } from '../orders.ts';
import type { Golden } from './golden.ts';

/** A flight whose login has become unreadable by minute 2. */
const useless = (pieces: readonly Piece[]) =>
  flight({
    exercises: ['conv.human-path'],
    pieces: [stored('change', minutes(2), 'absent', 'absent'), ...pieces],
  });

export const convLogs: Readonly<Record<string, Golden>> = {
  'conv.self': {
    rests: ['fault.closed'],
    kept: nameGone('conv.self', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      answered('w3', minutes(46)),
    ]),
    broken: nameGone('conv.self', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      failed('w3', minutes(46), 'Not logged in'),
    ]),
    open: nameGone('conv.self', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
  },
  'conv.time': {
    rests: ['fault.closed'],
    kept: nameGone('conv.time', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      answered('w3', minutes(46)),
    ]),
    broken: nameGone('conv.time', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      failed('w3', minutes(46), 'Waiting for sign-in'),
      answered('w4', minutes(50)),
    ]),
    open: nameGone('conv.time', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
  },
  'conv.human-path': {
    rests: ['store'],
    kept: useless([
      as('status', answered('w1', minutes(4))),
      as('sign-in', answered('w2', minutes(8), 9_000)),
    ]),
    broken: useless([
      as('status', answered('w1', minutes(4))),
      as('sign-in', failed('w2', minutes(8), 'The login file is damaged.')),
      as('sign-out', failed('w3', minutes(12), 'The login file is damaged.')),
    ]),
    open: useless([as('status', answered('w1', minutes(4)))]),
  },
};
