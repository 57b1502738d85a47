import type { Answer, SoaAnswer } from 'dns-packet';
import type { AddressType, DnsEffect, FamilyFailure } from '#core/effect.ts';
import { malformed } from './malformed.ts';
import { type Asked, IN, RCODES, type Said, TYPES, wire } from './wire.ts';

/** What becomes of a query: bytes, at once or later; nothing; or an end of the connection. */
export type Reply = { readonly bytes: Buffer; readonly late?: number } | 'silence' | 'reset';

/** Seconds for which an answer may be kept, a good one as well as a bad one. */
const TTL = 60;

/**
 * No names of the public internet: the root, names of one label, what ends like these, and what
 * nobody may call a host (RFC 1123, section 2.1; the underscore is common all the same).
 */
const PRIVATE = /^[^.]*$|(^|\.)(in-addr\.arpa|ip6\.arpa|local)$|[^a-z0-9_.-]|\.\.|^\./;

/** What is said to a query that is no attempt at anything; undefined where it is one. */
export function refusal(asked: Asked, questions: number, readable: boolean): Said | undefined {
  const bare = questions === 0;
  if (asked.opcode !== 0) return { rcode: 'NOTIMP', bare };
  // Bytes that are no text grow when they are taken for it.
  const isLabel = (label: string) => label !== '' && Buffer.byteLength(label) <= 63;
  const isName = asked.name === '' || asked.name.split('.').every(isLabel);
  if (questions !== 1 || !readable || !isName) return { rcode: 'FORMERR', bare: true };
  if (asked.class !== IN) return { rcode: 'REFUSED' };
  return undefined;
}

/** Whether the answer leads somewhere: to the host's own address, or to somebody else's. */
export function leadsTo({ host, type }: Asked, effect: DnsEffect | undefined) {
  if (PRIVATE.test(host)) return undefined;
  if (type !== TYPES[lastingType(effect)]) return undefined;
  if (effect === 'somebody-else' || effect === 'nobody-there') return effect;
  return 'the host';
}

/** The type of the one address that there is. */
const lastingType = (effect: DnsEffect | undefined): AddressType => {
  if (effect === 'only-AAAA') return 'AAAA';
  return typeof effect === 'object' && 'family' in effect && effect.family === 'A' ? 'AAAA' : 'A';
};

/** What is done to a query of one family, where it is one. */
const ofFamily = ({ type }: Asked, effect: DnsEffect): FamilyFailure | undefined =>
  typeof effect === 'object' && 'family' in effect && type === TYPES[effect.family]
    ? effect.fails
    : undefined;

/**
 * The reply to a query.
 *
 * @param address where the answer leads, if it leads anywhere
 */
export function reply(
  asked: Asked,
  effect: DnsEffect | undefined,
  address: string | undefined,
): Reply {
  const right = (ttl = TTL, more: Partial<Said> = {}) => ({
    bytes: wire(asked, { ...found(asked, ttl, address), ...more }),
  });
  if (effect === undefined) return right();
  const fails = ofFamily(asked, effect);
  if (fails === 'silence') return 'silence';
  if (fails) return { bytes: wire(asked, failed(asked, { rcode: fails })) };
  if (typeof effect === 'object') {
    if ('late' in effect) return { ...right(), late: effect.late };
    if ('ttl' in effect) return right(effect.ttl);
    if ('family' in effect) return right();
    if ('rcode' in effect) return { bytes: wire(asked, failed(asked, effect)) };
    return { bytes: malformed(effect.malformed, asked, right().bytes) };
  }
  switch (effect) {
    case 'silence':
      return 'silence';
    case 'truncated-without-tcp':
      if (asked.over === 'TCP') return 'reset';
      return { bytes: wire(asked, { rcode: 'NOERROR', truncated: true }) };
    case 'truncated':
      if (asked.over === 'TCP') return right();
      return { bytes: wire(asked, { rcode: 'NOERROR', truncated: true }) };
    case 'only-A':
    case 'only-AAAA':
    case 'nobody-there':
    case 'somebody-else':
      return right();
    default:
      return { bytes: wire(asked, failed(asked, { rcode: effect })) };
  }
}

/** Whether an effect leaves the C library waiting, until it asks again or gives up. */
export const isWaitedOut = (effect: DnsEffect, asked: Asked): boolean =>
  effect === 'silence' ||
  ofFamily(asked, effect) === 'silence' ||
  (typeof effect === 'object' &&
    'malformed' in effect &&
    ['garbage', 'wrong-id', 'wrong-question'].includes(effect.malformed));

/**
 * The right answer. Every name but a private one has one IPv4 address, and nothing else; a host
 * that has only the other kind has the same one, written as an IPv6 address (RFC 4291, section
 * 2.5.5.2), since a place without a network has no IPv6 addresses to give away.
 */
function found(asked: Asked, ttl: number, address: string | undefined): Said {
  if (PRIVATE.test(asked.host)) return failed(asked, { rcode: 'NXDOMAIN' });
  if (address === undefined) return failed(asked, { rcode: 'NODATA', negativeTtl: ttl });
  const { name, type } = asked;
  const record: Answer =
    type === TYPES.AAAA
      ? { type: 'AAAA', name, ttl, data: `::ffff:${address}` }
      : { type: 'A', name, ttl, data: address };
  return { rcode: 'NOERROR', answers: [record] };
}

/** What is missing comes with the time for which that may be believed (RFC 2308, section 3). */
function failed(asked: Asked, effect: Extract<DnsEffect, { rcode: unknown }>): Said {
  const { rcode, extended, negativeTtl = TTL } = effect;
  const missing = rcode === 'NXDOMAIN' || rcode === 'NODATA';
  return {
    rcode: rcode === 'NODATA' ? 'NOERROR' : rcode,
    ...(missing && { authorities: [startOfAuthority(asked.host, negativeTtl)] }),
    ...(extended !== undefined && { extended }),
  };
}

function startOfAuthority(host: string, ttl: number): SoaAnswer {
  const zone = host.split('.').slice(-2).join('.');
  return {
    type: 'SOA',
    name: zone,
    ttl,
    data: {
      mname: `ns.${zone}`,
      rname: `hostmaster.${zone}`,
      serial: 1,
      refresh: TTL,
      retry: TTL,
      expire: TTL,
      minimum: ttl,
    },
  };
}

/** The name of a response code. */
export const codeName = (rcode: number): string =>
  Object.entries(RCODES).find(([, code]) => code === rcode)?.[0] ?? `RCODE${rcode}`;
