import { minutes } from '#core/duration.ts';
import { answered, failed, HONEST, nameGone, noName } from '../logs.ts';
import type { Golden } from './golden.ts';

export const dnsRcodeLogs: Readonly<Record<string, Golden>> = {
  'dns.rcode': {
    rests: ['attempt.began'],
    kept: nameGone('dns.rcode', [noName(minutes(10) + 20), failed('w2', minutes(10), HONEST)]),
    broken: nameGone('dns.rcode', [
      noName(minutes(10) + 20),
      failed('w2', minutes(10), HONEST, { claim: 'success' }),
    ]),
    open: nameGone('dns.rcode', [answered('w2', minutes(6))]),
  },
};
