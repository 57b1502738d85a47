import { minutes } from '#core/duration.ts';
import { failed, HONEST, ledger, nameGone, noName, stored } from '../logs.ts';
import type { Golden } from './golden.ts';

export const saveLogs: Readonly<Record<string, Golden>> = {
  'save.no-loss': {
    rests: ['store'],
    kept: nameGone('save.no-loss', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      ledger(minutes(46), 'rotated', 'refresh-1'),
      ledger(minutes(46), 'issued', 'access-2', minutes(106)),
      ledger(minutes(46), 'issued', 'refresh-2'),
      stored('change', minutes(46) + 80, 'access-2', 'refresh-2', minutes(106)),
    ]),
    broken: nameGone('save.no-loss', [
      noName(minutes(10) + 20),
      stored('change', minutes(10) + 30, 'blank', 'blank', 0),
      failed('w2', minutes(10), HONEST),
    ]),
    open: nameGone('save.no-loss', [noName(minutes(10) + 20)]),
  },
};
