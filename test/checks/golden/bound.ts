import { minutes, seconds } from '#core/duration.ts';
import {
  answered,
  exited,
  failed,
  flight,
  HONEST,
  lost,
  NAME_GONE,
  nameGone,
  noName,
  open,
  type Piece,
  pending,
  said,
  sampled,
  stopped,
  told,
} from '../logs.ts';
import type { Golden } from './golden.ts';

/** The name is gone, and somebody is to stop the second piece of work. */
const hanging = (pieces: readonly Piece[]) =>
  nameGone('bound.interruptible', [noName(minutes(10) + 20), ...pieces], {
    interrupts: [{ beat: 2, after: seconds(4) }],
  });

export const boundLogs: Readonly<Record<string, Golden>> = {
  'bound.no-hang': {
    rests: ['work.began'],
    kept: nameGone('bound.no-hang', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST, { took: 15_000 }),
    ]),
    broken: nameGone('bound.no-hang', [
      ...[0, 1, 2, 3, 4].map((n) => noName(minutes(10) + n * seconds(15))),
      ...[1, 2, 3, 4].map((n) => told(minutes(10) + n * seconds(15), 'Still trying', 'retry')),
      failed('w2', minutes(10), HONEST, { took: seconds(75) }),
    ]),
    open: flight({
      exercises: ['bound.no-hang'],
      pieces: [pending('w1', seconds(10))],
      farewell: [{ at: seconds(15), kind: 'run.ended' }],
    }),
  },
  'bound.no-crash': {
    rests: ['attempt.ended'],
    kept: nameGone('bound.no-crash', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
    broken: flight({
      exercises: ['bound.no-crash'],
      faults: [NAME_GONE],
      pieces: [
        open(0, minutes(5), minutes(45)),
        noName(minutes(10) + 20),
        said(minutes(10) + 40, 'Uncaught TypeError: fetch failed'),
        [{ at: minutes(10), kind: 'work.began', work: 'w1' }],
        exited(minutes(10) + 50, 1),
        lost('w2', minutes(15)),
      ],
    }),
    open: nameGone('bound.no-crash', [answered('w2', minutes(10))]),
  },
  'bound.interruptible': {
    rests: ['client.interrupted'],
    kept: hanging([stopped('w2', minutes(10), { after: seconds(4), took: 30 })]),
    broken: hanging([stopped('w2', minutes(10), { after: seconds(4), took: seconds(40) })]),
    open: hanging([answered('w2', minutes(10))]),
  },
  'bound.resources': {
    rests: ['client.sampled'],
    kept: nameGone('bound.resources', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      sampled(minutes(10) + 2_000, { wakes: 4 }),
    ]),
    broken: nameGone('bound.resources', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      sampled(minutes(10) + 2_000, { wakes: 1_980 }),
    ]),
    open: nameGone('bound.resources', [noName(minutes(10) + 20), answered('w2', minutes(10))]),
  },
  'bound.honest-outcome': {
    rests: ['work.began'],
    kept: nameGone('bound.honest-outcome', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
    ]),
    broken: nameGone('bound.honest-outcome', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), 'All done.', { claim: 'success' }),
    ]),
    open: flight({
      exercises: ['bound.honest-outcome'],
      pieces: [exited(seconds(1), 1), lost('w1', minutes(5))],
    }),
  },
};
