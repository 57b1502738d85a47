import { answered, asked, attempt, flight, renewed } from '../logs.ts';
import type { Golden } from './golden.ts';

/** Somebody else's certificate. */
const shown = (at: number) =>
  attempt(at, { layer: 'tls', role: 'model', struckBy: 0, effect: 'wrong-host' });

export const secLogs: Readonly<Record<string, Golden>> = {
  'sec.no-leak': {
    rests: ['sink.searched'],
    kept: flight({ exercises: ['sec.no-leak'], pieces: [answered('w1', 0)] }),
    broken: flight({
      exercises: ['sec.no-leak'],
      pieces: [
        answered('w1', 0),
        [
          {
            at: 100,
            kind: 'secret.found',
            sink: 'stderr',
            where: 'stderr',
            token: 'access-1',
            fingerprint: '9c1e47d0',
          },
        ],
      ],
    }),
    open: flight({
      exercises: ['sec.no-leak'],
      pieces: [answered('w1', 0)],
      farewell: [{ at: 1_000, kind: 'run.ended' }],
    }),
  },
  'sec.valid-tls': {
    rests: ['attempt.began', 'attempt.ended'],
    kept: flight({ exercises: ['sec.valid-tls'], pieces: [shown(100), answered('w1', 0)] }),
    broken: flight({
      exercises: ['sec.valid-tls'],
      pieces: [
        shown(100),
        answered('w1', 0),
        attempt(200, {
          layer: 'http',
          role: 'model',
          endpoint: 'messages',
          presents: [{ kind: 'access', token: 'access-1' }],
          certificate: 'wrong-host',
          status: 200,
        }),
      ],
    }),
    open: flight({
      exercises: ['sec.valid-tls'],
      pieces: [attempt(100, { layer: 'tls', role: 'model' }), answered('w1', 0)],
    }),
  },
  'sec.right-host': {
    rests: ['attempt.began'],
    kept: flight({
      exercises: ['sec.right-host'],
      pieces: [
        renewed(50, { status: 200 }),
        asked(120, 'w1', { status: 200 }),
        answered('w1', 0),
        attempt(300, { layer: 'http', role: 'other', endpoint: 'other', status: 200 }),
      ],
    }),
    broken: flight({
      exercises: ['sec.right-host'],
      pieces: [
        asked(20, 'w1', { status: 200 }),
        answered('w1', 0),
        attempt(300, {
          layer: 'http',
          role: 'other',
          endpoint: 'other',
          presents: [{ kind: 'access', token: 'access-1' }],
          status: 200,
        }),
      ],
    }),
    open: flight({ exercises: ['sec.right-host'], pieces: [answered('w1', 0)] }),
  },
};
