import { inWords, milliseconds } from '#core/duration.ts';
import type { DnsEffect, Effects, HttpEffect, Layer, Rcode } from '#core/effect.ts';

/** An effect in a word or two, for a line of a log. */
export function effectInBrief(effect: Effects[Layer]): string {
  if (typeof effect === 'string') return effect;
  const [[name, value] = ['?', '']] = Object.entries(effect);
  return `${name} ${typeof value === 'object' ? JSON.stringify(value) : value}`;
}

/** What an effect did to an attempt, as a clause about `who`: a host, or a service. */
export function effectInWords(layer: Layer, effect: Effects[Layer], who: string): string {
  if (layer === 'dns') return named(effect as DnsEffect, who);
  if (layer === 'http') return answered(effect as HttpEffect, who);
  return HELD_UP[effect as keyof typeof HELD_UP](who);
}

/** What connections and handshakes die of. */
const HELD_UP = {
  reset: (host: string) => `the connection to ${host} was reset`,
  'black-hole': (host: string) => `nothing came back from ${host}`,
  'half-open': (host: string) => `${host} took the connection and said nothing`,
  'proxy-refuses': (host: string) => `the proxy refused to connect to ${host}`,
  untrusted: (host: string) => `${host} showed a certificate that nobody trusts`,
  expired: (host: string) => `${host} showed a certificate that has expired`,
  'not-yet-valid': (host: string) => `${host} showed a certificate that is not valid yet`,
  'wrong-host': (host: string) => `${host} showed a certificate for another name`,
  endless: (host: string) => `the handshake with ${host} never ended`,
  alert: (host: string) => `${host} refused the handshake`,
} as const satisfies Record<Effects['connect'] | Effects['tls'], (host: string) => string>;

function named(effect: DnsEffect, host: string): string {
  if (typeof effect === 'string') return NAMED[effect](host);
  if ('rcode' in effect) return NAMED[effect.rcode](host);
  if ('late' in effect) return `the name ${host} was resolved ${after(effect.late)} late`;
  if ('ttl' in effect) return `the name ${host} was to be forgotten after ${effect.ttl} s`;
  if ('family' in effect) {
    const how = effect.fails === 'silence' ? 'nothing came' : effect.fails;
    return `the ${effect.family} record of ${host} could not be had (${how})`;
  }
  return `the answer about ${host} was malformed (${effect.malformed})`;
}

const NAMED = {
  NXDOMAIN: (host: string) => `the name ${host} was said not to exist (NXDOMAIN)`,
  NODATA: (host: string) => `the name ${host} was said to have no address (NODATA)`,
  SERVFAIL: (host: string) => `the name ${host} could not be resolved (SERVFAIL)`,
  REFUSED: (host: string) => `the resolver refused to resolve ${host} (REFUSED)`,
  NOTIMP: (host: string) => `the resolver cannot resolve ${host} (NOTIMP)`,
  FORMERR: (host: string) => `the resolver did not understand the question for ${host} (FORMERR)`,
  silence: (host: string) => `nobody said where ${host} is`,
  truncated: (host: string) => `the answer about ${host} was cut short, and whole over TCP`,
  'truncated-without-tcp': (host: string) => `the answer about ${host} was cut short, without TCP`,
  'only-A': (host: string) => `the name ${host} had an IPv4 address only`,
  'only-AAAA': (host: string) => `the name ${host} had an IPv6 address only`,
  'nobody-there': (host: string) => `the name ${host} led to an address where nobody listens`,
  'somebody-else': (host: string) => `the name ${host} led to somebody else`,
} as const satisfies Record<Extract<DnsEffect, string> | Rcode, (host: string) => string>;

function answered(effect: HttpEffect, service: string): string {
  if ('refuse' in effect) return `${service} answered ${effect.status} (${effect.refuse})`;
  if ('page' in effect) return `a page of HTML (${effect.page}) came instead of ${service}`;
  if ('body' in effect) return `${service} answered 200 with nothing of use (${effect.body})`;
  if ('grants' in effect) return `${service} granted something of no use (${effect.grants})`;
  if ('says' in effect) return `the status page said: ${effect.says}`;
  if ('redirect' in effect) return `${service} sent the request on to ${effect.redirect}`;
  if ('lose' in effect) return `the ${effect.lose} was lost on its way, and ${service} with it`;
  if ('stream' in effect) return `the stream of ${service} was disturbed (${effect.stream})`;
  if (effect.late === 'for-ever') return `${service} never answered`;
  return `${service} answered ${after(effect.late)} late`;
}

const after = (ms: number): string => inWords(milliseconds(ms));
