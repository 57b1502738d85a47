import { within } from './aim.ts';
import type { DnsEffect } from './effect.ts';
import type { Params } from './fault.ts';

/** What a TTL can hold (RFC 2181, section 8), and the code of an extended error (RFC 8914). */
const LONGEST = 2 ** 31 - 1;
const LARGEST = 65_535;

/** A response code, with what the parameters say about it: `negativeTtl`, `extended`. */
export function failing(rcode: 'NXDOMAIN' | 'SERVFAIL', params: Params): DnsEffect {
  const negativeTtl = within(0, LONGEST, params.negativeTtl, -1);
  const extended = within(0, LARGEST, params.extended, -1);
  if (negativeTtl < 0 && extended < 0) return rcode;
  return {
    rcode,
    ...(extended >= 0 && { extended }),
    ...(negativeTtl >= 0 && { negativeTtl }),
  };
}
