import { hours, minutes } from '#core/duration.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  type Flight,
  failed,
  flight,
  ledger,
  open,
  renewed,
  told,
} from '../logs.ts';
import type { Golden } from './golden.ts';

/** The clock of the client is wrong by so much, throughout. */
export const wrong = (ahead: number): FaultWindowRecord => ({
  fault: { name: 'clock-skewed', layer: 'clock', role: 'client', params: { minutes: ahead } },
  from: { on: 'start' },
  until: 'the end',
});

const skewed = (id: string, ahead: number, ...pieces: Flight['pieces'] & object) =>
  flight({
    exercises: [id],
    faults: [wrong(ahead)],
    pieces: [open(0, -1_900), asked(20, 'w1', { status: 200 }), answered('w1', 0), ...pieces],
  });

/** A clock that was to be set, and never was. */
const unopened = (id: string, ahead: number) =>
  flight({ exercises: [id], faults: [wrong(ahead)], pieces: [answered('w1', 0)] });

/** A refresh at once, with another token in its wake. */
const refreshed = (at: number, count: number): Flight['pieces'] & object => [
  renewed(at, { status: 200 }),
  ledger(at + 30, 'issued', `access-${count}`, at + hours(1)),
];

export const clkLogs: Readonly<Record<string, Golden>> = {
  'clk.skew': {
    rests: ['work.began'],
    kept: skewed('clk.skew', 4, ...refreshed(minutes(10), 2)),
    broken: skewed('clk.skew', 4, failed('w2', minutes(10), 'The answer is from the future.')),
    open: unopened('clk.skew', 4),
  },
  'clk.no-loop': {
    rests: ['attempt.began'],
    kept: skewed('clk.no-loop', 120, told(100, 'Clock skew: this machine is 2 h ahead.')),
    broken: skewed(
      'clk.no-loop',
      120,
      ...refreshed(minutes(10), 2),
      ...refreshed(minutes(15), 3),
      told(100, 'Clock skew: this machine is 2 h ahead.'),
    ),
    open: unopened('clk.no-loop', 120),
  },
};
