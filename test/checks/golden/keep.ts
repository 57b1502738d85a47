import { minutes } from '#core/duration.ts';
import { answered, asked, failed, HONEST, nameGone, noName } from '../logs.ts';
import type { Golden } from './golden.ts';

export const keepLogs: Readonly<Record<string, Golden>> = {
  'keep.valid-token': {
    rests: ['ledger'],
    kept: nameGone('keep.valid-token', [
      answered('w2', minutes(6)),
      asked(minutes(6) + 20, 'w2', { status: 200 }),
    ]),
    broken: nameGone('keep.valid-token', [
      noName(minutes(6) + 20),
      failed('w2', minutes(6), HONEST),
    ]),
    open: nameGone('keep.valid-token', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
    ]),
  },
};
