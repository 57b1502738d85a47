import { minutes, seconds } from '#core/duration.ts';
import { answered, asked, BUSY, by, failed, flight, OVERLOAD, open, type Piece } from '../logs.ts';
import type { Golden } from './golden.ts';

/** Twenty sessions are turned away in one second, and let in ten seconds later. */
const letIn = (id: string, after: (n: number) => number, sessions = 20) => {
  const from = minutes(6);
  const waiting = Array.from({ length: sessions }, (_, n): readonly Piece[] => {
    const work = `w${n + 1}`;
    const took = seconds(10) + after(n) + 60;
    return [
      answered(work, from, took),
      asked(from + 10, work, { status: 529, struckBy: 0 }),
      asked(from + seconds(10) + after(n), work, { status: 200 }),
    ].map((piece) => by(n + 1, piece));
  });
  return flight({
    exercises: [id],
    faults: [OVERLOAD],
    given: { sessions },
    pieces: [open(0, minutes(5), from + seconds(10)), ...waiting.flat()],
  });
};

/** An overload, and so many requests for the one piece of work after it. */
const overloaded = (id: string, requests: number) =>
  flight({
    exercises: [id],
    faults: [OVERLOAD],
    given: { capacity: 2 },
    pieces: [
      open(0, minutes(5), minutes(45)),
      answered('w1', 0),
      asked(10, 'w1', { status: 200 }),
      failed('w2', minutes(10), BUSY),
      asked(minutes(10) + 10, 'w2', { status: 529, struckBy: 0 }),
      answered('w3', minutes(50), 1_000),
      ...Array.from({ length: requests }, (_, n) =>
        asked(minutes(50) + 10 + n * 200, 'w3', { status: n + 1 < requests ? 529 : 200 }),
      ),
    ],
  });

export const herdLogs: Readonly<Record<string, Golden>> = {
  'herd.recovery-peak': {
    rests: ['fault.closed'],
    kept: letIn('herd.recovery-peak', (n) => n * 300),
    broken: letIn('herd.recovery-peak', (n) => 3_000 + n * 10),
    open: letIn('herd.recovery-peak', (n) => 3_000 + n * 10, 19),
  },
  'herd.metastable': {
    rests: ['fault.closed'],
    kept: overloaded('herd.metastable', 1),
    broken: overloaded('herd.metastable', 4),
    open: flight({
      exercises: ['herd.metastable'],
      given: { capacity: 2 },
      pieces: [answered('w1', 0), asked(10, 'w1', { status: 200 })],
    }),
  },
};
