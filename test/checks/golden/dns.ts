import { minutes } from '#core/duration.ts';
import { answered, asked, attempt, failed, HONEST, nameGone, noName, renewed } from '../logs.ts';
import type { Golden } from './golden.ts';

const MISSED = [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)];

export const dnsLogs: Readonly<Record<string, Golden>> = {
  'dns.negative-recovery': {
    rests: ['fault.closed'],
    kept: nameGone('dns.negative-recovery', [
      ...MISSED,
      answered('w3', minutes(46)),
      attempt(minutes(46) + 5, { layer: 'dns', role: 'oauth' }),
      renewed(minutes(46) + 45, { status: 200 }),
    ]),
    broken: nameGone('dns.negative-recovery', [
      ...MISSED,
      failed('w3', minutes(46), HONEST),
      failed('w4', minutes(51), HONEST),
    ]),
    open: nameGone('dns.negative-recovery', [...MISSED, failed('w3', minutes(46), HONEST)]),
  },
  'dns.polite': {
    rests: ['attempt.began'],
    kept: nameGone('dns.polite', [
      ...[0, 450, 1_500].map((at) => noName(minutes(10) + at)),
      failed('w2', minutes(10), HONEST),
    ]),
    broken: nameGone('dns.polite', [
      ...[0, 100, 200, 300].map((at) => noName(minutes(10) + at)),
      failed('w2', minutes(10), HONEST),
    ]),
    open: nameGone('dns.polite', [asked(minutes(6), 'w2', { status: 200 })]),
  },
};
