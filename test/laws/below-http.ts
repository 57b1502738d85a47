import {
  ADDRESS_TYPES,
  type DnsEffect,
  type Effects,
  FAMILY_FAILURES,
  type Layer,
  MALFORMED,
  type Rcode,
} from '#core/effect.ts';

type Below = Exclude<Layer, 'http'>;
type Word<L extends Below> = Extract<Effects[L], string>;

// The compiler asks for every word there is.
const RCODES: Readonly<Record<Rcode, true>> = {
  NXDOMAIN: true,
  NODATA: true,
  SERVFAIL: true,
  REFUSED: true,
  NOTIMP: true,
  FORMERR: true,
};
const WORDS: { readonly [L in Below]: Readonly<Record<Word<L>, true>> } = {
  dns: {
    NXDOMAIN: true,
    NODATA: true,
    SERVFAIL: true,
    REFUSED: true,
    silence: true,
    truncated: true,
    'truncated-without-tcp': true,
    'only-A': true,
    'only-AAAA': true,
    'nobody-there': true,
    'somebody-else': true,
  },
  connect: { reset: true, 'black-hole': true, 'half-open': true, 'proxy-refuses': true },
  tls: {
    untrusted: true,
    expired: true,
    'not-yet-valid': true,
    'wrong-host': true,
    endless: true,
    alert: true,
  },
};

type Objects = Exclude<DnsEffect, string>;
type Key = Objects extends infer Each ? (Each extends unknown ? keyof Each : never) : never;

/** What each word of an effect on names may be (RFC 2181, section 8; RFC 8914, section 2). */
const VALUES: Readonly<Record<Key, (value: unknown) => boolean>> = {
  rcode: (value) => Object.hasOwn(RCODES, value as string),
  extended: (value) => isWithin(value, 65_535),
  negativeTtl: (value) => isWithin(value, 2 ** 31 - 1),
  ttl: (value) => isWithin(value, 2 ** 31 - 1),
  // A timer of Node holds no more.
  late: (value) => isWithin(value, 2 ** 31 - 1),
  family: (value) => (ADDRESS_TYPES as readonly unknown[]).includes(value),
  fails: (value) => (FAMILY_FAILURES as readonly unknown[]).includes(value),
  malformed: (value) => (MALFORMED as readonly unknown[]).includes(value),
};
const SHAPES = [
  /^(rcode)(,extended)?(,negativeTtl)?$/,
  /^late$/,
  /^ttl$/,
  /^malformed$/,
  /^family,fails$/,
];

const isWithin = (value: unknown, high: number) =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) <= high;

/** Whether something is an effect at a layer below HTTP that a transport can carry out. */
export function isEffectBelowHttp(layer: Below, value: unknown): boolean {
  if (typeof value === 'string') return Object.hasOwn(WORDS[layer], value);
  if (layer !== 'dns' || typeof value !== 'object' || value === null) return false;
  return (
    SHAPES.some((shape) => shape.test(Object.keys(value).join())) &&
    Object.entries(value).every(([key, said]) => VALUES[key as Key](said))
  );
}
