import { minutes } from '#core/duration.ts';
import { answered, failed, HONEST, nameGone, noName } from '../logs.ts';
import type { Golden } from './golden.ts';

export const convLogs: Readonly<Record<string, Golden>> = {
  'conv.self': {
    rests: ['fault.closed'],
    kept: nameGone('conv.self', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      answered('w3', minutes(46)),
    ]),
    broken: nameGone('conv.self', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST),
      failed('w3', minutes(46), 'Not logged in'),
    ]),
    open: nameGone('conv.self', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
  },
};
