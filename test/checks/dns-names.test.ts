import { describe, expect, test } from 'vitest';
import { dnsEde } from '#checks/dns.ede.ts';
import { dnsFamilySplit } from '#checks/dns.family-split.ts';
import { dnsReResolve } from '#checks/dns.re-resolve.ts';
import { dnsStale } from '#checks/dns.stale.ts';
import { dnsTcp } from '#checks/dns.tcp.ts';
import type { Check } from '#core/check.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import type { DnsEffect } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { judge } from '#harness/judge.ts';
import { connected, lookUp, named, resolving } from './golden/dns-names.ts';
import { answered, attempt, type Flight, failed, flight, open, type Piece, told } from './logs.ts';

const T = thresholds();
const START = minutes(10);
const WARPED = { kind: 'warped', factor: 60 } as const;
const LOST: DnsEffect = 'SERVFAIL';
const SPLIT: DnsEffect = { family: 'AAAA', fails: 'NXDOMAIN' };

const finding = (check: Check, ...pieces: readonly Piece[]) =>
  check.judge(new Evidence(resolving(check.id, 'some-fault', ...pieces)));
const outcome = (check: Check, ...pieces: readonly Piece[]) => finding(check, ...pieces).outcome;
const judged = (check: Check, story: Flight) =>
  judge(flight({ exercises: [check.id], ...story }), new Map([[check.id, check]])).findings[0];

describe('dns.family-split', () => {
  test.each([
    [T.familyDelay - 1, 'pass'],
    [T.familyDelay, 'pass'],
    [T.familyDelay + 1, 'fail'],
  ] as const)('a connection %d ms after the first query', (ms, expected) => {
    const asked = [lookUp(START, SPLIT), lookUp(START + 5, SPLIT, 'AAAA')];
    expect(outcome(dnsFamilySplit, ...asked, connected(START + ms))).toBe(expected);
  });

  test('in warped time, what the machine blurs is forgiven', () => {
    const asked = [open(0, 0), answered('w1', 0), lookUp(START, 'only-A')];
    const pieces = [...asked, connected(START + seconds(60))];
    const faults = [named('ipv4-only')];
    expect(judged(dnsFamilySplit, { faults, pieces, time: WARPED })?.outcome).toBe('pass');
    expect(judged(dnsFamilySplit, { faults, pieces })?.outcome).toBe('fail');
  });

  test('asking once more does not make it a new look-up', () => {
    const again = [lookUp(START, SPLIT), lookUp(START + 1_500, SPLIT)];
    expect(outcome(dnsFamilySplit, ...again, connected(START + 2_500))).toBe('fail');
  });

  test('what was still under way when the log ended is open', () => {
    expect(outcome(dnsFamilySplit, lookUp(START, SPLIT))).toBe('inconclusive');
  });

  test('silence in one family is asked of those who look for names themselves', () => {
    const silence = {
      ...named('family-fails'),
      fault: { name: 'family-fails', layer: 'dns', role: 'oauth', params: { how: 'silence' } },
    } as const;
    const met = [lookUp(START, SPLIT), connected(START + 1)];
    const story = { faults: [silence], pieces: [open(0, 0), answered('w1', 0), ...met] };
    expect(judged(dnsFamilySplit, story)?.outcome).toBe('na');
    expect(judged(dnsFamilySplit, { ...story, declares: { resolver: true } })?.outcome).toBe(
      'pass',
    );
  });
});

describe('dns.tcp', () => {
  test.each([
    [T.span - 1, 'pass'],
    [T.span, 'pass'],
    [T.span + 1, 'fail'],
  ] as const)('a connection %d ms after an answer that was cut short', (ms, expected) => {
    expect(outcome(dnsTcp, lookUp(START, 'truncated'), connected(START + ms))).toBe(expected);
  });

  test.each([
    ['The name does not resolve (EAI_AGAIN).', 'pass'],
    ['Your token has expired.', 'fail'],
    ['It did not work.', 'fail'],
  ] as const)('where TCP is blocked and the client says: %s', (text, expected) => {
    const asked = lookUp(START + 10, 'truncated-without-tcp');
    expect(outcome(dnsTcp, asked, failed('w2', START, text))).toBe(expected);
  });
});

describe('dns.stale', () => {
  const good = lookUp(minutes(1));
  const used = (at: number) => [lookUp(at, LOST), connected(at + 9)];

  test.each([
    [T.staleAddress - 1, 'pass'],
    [T.staleAddress, 'pass'],
    [T.staleAddress + 1, 'fail'],
  ] as const)('an address that is %d ms old', (ms, expected) => {
    const at = minutes(1) + ms;
    expect(outcome(dnsStale, good, lookUp(at - 10, LOST), connected(at))).toBe(expected);
  });

  test('a connection after a look-up that went well is none', () => {
    expect(
      outcome(dnsStale, good, ...used(START).slice(0, 1), lookUp(START + 5), connected(START + 9)),
    ).toBe('inconclusive');
  });

  test('a bad certificate is nothing where nothing was shown', () => {
    const bare = attempt(START + 30, {
      ...{ layer: 'http', role: 'oauth', certificate: 'expired', status: 200 },
    } as const);
    expect(outcome(dnsStale, good, ...used(START), bare)).toBe('pass');
  });

  test('whoever does not look for names itself is not asked', () => {
    const pieces = [good, ...used(START)];
    expect(judged(dnsStale, { faults: [named('servfail')], pieces })?.outcome).toBe('na');
  });
});

describe('dns.ede', () => {
  const asked = lookUp(START, { rcode: 'SERVFAIL', extended: 22 });

  test.each([
    ['SERVFAIL (extended DNS error: 22)', 'pass'],
    ['EDE 22', 'pass'],
    ['extended error 221', 'fail'],
    ['error 22', 'fail'],
  ] as const)('%s', (text, expected) => {
    expect(outcome(dnsEde, asked, told(START + 9, text))).toBe(expected);
  });

  test('a word that came before the trouble is about another one', () => {
    expect(outcome(dnsEde, asked, told(START - 9, 'extended error 22'))).toBe('fail');
  });

  test('each code has to be passed on', () => {
    const other = lookUp(START + 9, { rcode: 'SERVFAIL', extended: 23 });
    const { outcome, measured } = finding(dnsEde, asked, other, told(START + 20, 'EDE 22'));
    expect(outcome).toBe('fail');
    expect(measured).toMatchObject({ value: 1, bound: 2 });
  });
});

describe('dns.re-resolve', () => {
  const bound = T.record + T.recordSlack;

  test.each([
    [bound - 1, 'pass'],
    [bound, 'pass'],
    [bound + 1, 'fail'],
  ] as const)('a connection %d ms after the last answer', (ms, expected) => {
    const asked = [lookUp(0), lookUp(START)];
    expect(outcome(dnsReResolve, ...asked, connected(START + 5 + ms))).toBe(expected);
  });

  test('an answer that is to be kept for longer may be', () => {
    const long = [lookUp(0, { ttl: 600 }), lookUp(START + hours(1), { ttl: 600 })];
    expect(outcome(dnsReResolve, ...long, connected(START + hours(1) + seconds(620)))).toBe('pass');
    expect(outcome(dnsReResolve, ...long, connected(START + hours(1) + seconds(640)))).toBe('fail');
  });

  test('who has asked in vain has asked', () => {
    const asked = [lookUp(0), connected(9), lookUp(START, LOST)];
    expect(outcome(dnsReResolve, ...asked, connected(START + 9))).toBe('pass');
  });

  test('no connection, no question', () => {
    expect(outcome(dnsReResolve, lookUp(0), lookUp(START))).toBe('inconclusive');
  });
});
