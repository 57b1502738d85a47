import { minutes, seconds } from '#core/duration.ts';
import { exited, failed, flight, HONEST, lost, nameGone, noName, pending, told } from '../logs.ts';
import type { Golden } from './golden.ts';

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
