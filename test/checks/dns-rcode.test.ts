import { describe, expect, test } from 'vitest';
import { dnsRcode } from '#checks/dns.rcode.ts';
import { minutes } from '#core/duration.ts';
import type { DnsEffect } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import {
  answered,
  asked,
  attempt,
  failed,
  flight,
  HONEST,
  MISTAKEN,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  pending,
  stored,
} from './logs.ts';

const START = minutes(10);
const met = (effect: DnsEffect, at = START + 20) =>
  attempt(at, { layer: 'dns', role: 'oauth', struckBy: 0, effect });
const judged = (...pieces: readonly Piece[]) =>
  dnsRcode.judge(
    new Evidence(
      flight({
        faults: [NAME_GONE],
        expiresAt: minutes(8),
        pieces: [open(0, minutes(5)), ...pieces],
      }),
    ),
  );

const MODES: readonly (readonly [string, DnsEffect])[] = [
  ['NXDOMAIN', 'NXDOMAIN'],
  ['NODATA', 'NODATA'],
  ['SERVFAIL', 'SERVFAIL'],
  ['REFUSED', 'REFUSED'],
  ['silence', 'silence'],
  ['truncated-without-tcp', 'truncated-without-tcp'],
  ['SERVFAIL', { rcode: 'SERVFAIL', extended: 22 }],
  ['a malformed answer', { malformed: 'garbage' }],
];

describe('dns.rcode', () => {
  test.each(MODES)('%s is met, whatever a library calls it', (mode, effect) => {
    const finding = judged(met(effect), failed('w1', START, HONEST));
    expect(finding).toMatchObject({ outcome: 'pass', measured: { value: 0 } });
    expect(finding.because).toContain(mode);
  });

  test.each(['truncated', 'only-A', 'nobody-there', { late: 3_000 }, { ttl: 1 }] as const)(
    'a name that was answered, if oddly, is not refused: %j',
    (effect) => {
      expect(judged(met(effect), failed('w1', START, HONEST)).outcome).toBe('inconclusive');
    },
  );

  test.each([
    ['Unable to connect to API (ECONNREFUSED)', 'pass'],
    ['Unable to connect to API', 'pass'],
    [MISTAKEN, 'fail'],
    ['API Error: 529 Overloaded', 'fail'],
    ['Something went wrong.', 'fail'],
    ['', 'fail'],
  ] as const)('its message blames the name or the network: %s', (text, expected) => {
    expect(judged(noName(START + 20), failed('w1', START, text)).outcome).toBe(expected);
  });

  test('work that was answered all the same was not harmed by it', () => {
    expect(judged(noName(START + 20), answered('w1', START)).outcome).toBe('pass');
  });

  test('what was called a success was none', () => {
    const claimed = failed('w1', START, HONEST, { claim: 'success' });
    expect(judged(noName(START + 20), claimed).outcome).toBe('fail');
  });

  test('a login that goes with it was taken for dead', () => {
    const gone = stored('change', START + 100, 'blank', 'blank');
    expect(judged(noName(START + 20), gone, failed('w1', START, HONEST)).outcome).toBe('fail');
    // The same, by somebody else, or of a login that was no good.
    const before = stored('change', START - 100, 'blank', 'blank');
    expect(judged(noName(START + 20), before, failed('w1', START, HONEST)).outcome).toBe('pass');
  });

  test('modes are counted, and not pieces of work', () => {
    const { measured } = judged(
      met('NXDOMAIN'),
      failed('w1', START, MISTAKEN),
      met('NXDOMAIN', minutes(15) + 20),
      failed('w2', minutes(15), MISTAKEN),
      met('SERVFAIL', minutes(20) + 20),
      failed('w3', minutes(20), MISTAKEN),
    );
    expect(measured).toMatchObject({ value: 2 });
  });

  test('work that something else stood in the way of is not judged', () => {
    const pieces = [
      open(0, minutes(5)),
      open(1, minutes(5)),
      noName(START + 20),
      asked(START + 50, 'w1', { status: 529, struckBy: 1 }),
      failed('w1', START, 'API Error: 529'),
    ];
    const log = flight({ faults: [NAME_GONE, OVERLOAD], pieces });
    expect(dnsRcode.judge(new Evidence(log)).outcome).toBe('inconclusive');
  });

  test('work without an end is for others to judge', () => {
    expect(judged(noName(START + 20), pending('w1', START)).outcome).toBe('inconclusive');
  });

  test('it concerns scenarios in which a name is refused that somebody asks for', () => {
    const concerns = (role: 'oauth' | 'decoy', layer: 'dns' | 'http') => {
      const [order] = flight({
        faults: [{ ...NAME_GONE, fault: { ...NAME_GONE.fault, role, layer } }],
      });
      if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
      return dnsRcode.concerns!(order);
    };
    expect(concerns('oauth', 'dns')).toBe(true);
    expect(concerns('decoy', 'dns')).toBe(false);
    expect(concerns('oauth', 'http')).toBe(false);
  });
});
