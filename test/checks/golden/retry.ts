import { minutes, seconds } from '#core/duration.ts';
import { answered, nameGone, overloadedAt } from '../logs.ts';
import type { Golden } from './golden.ts';

export const retryLogs: Readonly<Record<string, Golden>> = {
  'retry.attempts': {
    rests: ['attempt.began'],
    kept: overloadedAt(
      'retry.attempts',
      Array.from({ length: 11 }, (_, n) => n * seconds(4)),
      seconds(50),
    ),
    broken: overloadedAt(
      'retry.attempts',
      Array.from({ length: 12 }, (_, n) => n * seconds(4)),
      seconds(50),
    ),
    open: nameGone('retry.attempts', []),
  },
  'retry.backoff': {
    rests: ['attempt.began'],
    kept: overloadedAt('retry.backoff', [0, 500, 1_500, 3_500, 7_500], seconds(9)),
    broken: overloadedAt('retry.backoff', [0, 70, 140, 210], seconds(1)),
    open: nameGone('retry.backoff', [answered('w2', minutes(6))]),
  },
};
