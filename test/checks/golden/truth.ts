import { minutes } from '#core/duration.ts';
import { answered, asked, failed, HONEST, MISTAKEN, nameGone, noName } from '../logs.ts';
import type { Golden } from './golden.ts';

export const truthLogs: Readonly<Record<string, Golden>> = {
  'truth.layer': {
    rests: ['attempt.began'],
    kept: nameGone('truth.layer', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
    broken: nameGone('truth.layer', [
      asked(minutes(10) + 10, 'w2', { status: 401 }),
      noName(minutes(10) + 80),
      failed('w2', minutes(10), MISTAKEN),
    ]),
    open: nameGone('truth.layer', [answered('w2', minutes(6))]),
  },
};
