import { answered, asked, attempt, flight, renewed } from '../logs.ts';
import type { Golden } from './golden.ts';

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
