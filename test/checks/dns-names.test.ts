import { describe, expect, test } from 'vitest';
import { dnsEde } from '#checks/dns.ede.ts';
import { dnsFamilySplit } from '#checks/dns.family-split.ts';
import { dnsReResolve } from '#checks/dns.re-resolve.ts';
import { dnsStale } from '#checks/dns.stale.ts';
import { dnsTcp } from '#checks/dns.tcp.ts';
import type { Check } from '#core/check.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import type { DnsEffect } from '#core/effect.ts';
import type { RunOrder } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { judge } from '#harness/judge.ts';
import { connected, lookUp, named, resolving } from './golden/dns-names.ts';
import {
  answered,
  attempt,
  by,
  type Flight,
  failed,
  flight,
  open,
  type Piece,
  said,
  type Timed,
  told,
} from './logs.ts';

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

const plain = (check: Check, story: Flight) => check.judge(new Evidence(flight(story)));
const orderOf = (story: Flight): RunOrder => {
  const [order] = flight(story);
  if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
  return order;
};

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

  test.each([
    ['only-A', 'pass'],
    ['only-AAAA', 'pass'],
    [SPLIT, 'pass'],
    [LOST, 'inconclusive'],
    [{ late: 500 }, 'inconclusive'],
  ] as const)('one family fails, and not the whole name: %j', (effect, expected) => {
    expect(outcome(dnsFamilySplit, lookUp(START, effect), connected(START + 9))).toBe(expected);
  });

  test('concerns a client of the C library where it does not have to wait for both', () => {
    const fails = { ...named('family-fails') };
    const { leaves: _, ...gone } = fails.fault;
    const [silent, lost] = [
      { ...fails, fault: gone },
      { ...fails, fault: { ...gone, name: 'lost' } },
    ];
    const concerns = (...faults: readonly FaultWindowRecord[]) =>
      dnsFamilySplit.concerns!(orderOf({ faults }));
    expect(concerns(fails)).toBe(true);
    expect(concerns(silent)).toBe(false);
    expect(concerns(named('ipv4-only'), silent)).toBe(false);
    expect(concerns(named('ipv4-only'), lost)).toBe(true);
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

  test('in warped time, a machine that was held up speaks for the client', () => {
    const late = (ms: number) => {
      const pieces = [answered('w1', 0), lookUp(START, 'truncated'), connected(START + ms)];
      return judged(dnsTcp, { faults: [named('dns-truncated')], pieces, time: WARPED })?.outcome;
    };
    expect(late(T.span + 60 * T.stall)).toBe('pass');
    expect(late(T.span + 60 * T.stall + 1)).toBe('fail');
  });

  test('a name that is refused was not cut short', () => {
    const work = failed('w2', START, 'It did not work.');
    expect(outcome(dnsTcp, lookUp(START + 10, LOST), connected(START + 20))).toBe('inconclusive');
    expect(outcome(dnsTcp, lookUp(START + 10, LOST), work)).toBe('inconclusive');
  });

  test.each([
    [-1, 'inconclusive'],
    [0, 'fail'],
    [2_000, 'fail'],
    [2_001, 'inconclusive'],
  ] as const)(
    'work of two seconds, and a name that is asked for %d ms after it began',
    (ms, is) => {
      const work = failed('w2', START, 'It did not work.');
      expect(outcome(dnsTcp, lookUp(START + ms, 'truncated-without-tcp'), work)).toBe(is);
    },
  );

  test('of two works, tells of the one that did not name the name', () => {
    const work = (n: number, text: string) => [
      lookUp(START + minutes(n) + 10, 'truncated-without-tcp'),
      failed(`w${n}`, START + minutes(n), text),
    ];
    const [good, bad] = ['The name does not resolve (EAI_AGAIN).', 'It did not work.'];
    expect(finding(dnsTcp, ...work(2, good), ...work(3, bad))).toMatchObject({
      ...{ outcome: 'fail', measured: { value: 1, bound: 0 } },
      because:
        'At 13:02 w3 failed for want of a whole answer about a name, and did not say so: ' +
        '1 of 2 did not.',
    });
    expect(finding(dnsTcp, ...work(2, good), ...work(3, good)).because).toBe(
      'TCP was blocked: 2 of 2 failures ended and named the name.',
    );
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

  test('of two connections, tells of the one to the older address', () => {
    const again = lookUp(START + hours(1));
    const [early, late] = [used(START + seconds(30)), used(START + hours(72))];
    // The second one is to the same address, which has grown older since.
    expect(finding(dnsStale, good, ...early, ...late)).toMatchObject({
      outcome: 'fail',
      because: expect.stringMatching(/^The client went to an address that was 72 h 9 min old/),
    });
    // To that of a later look-up.
    const newer = finding(dnsStale, good, ...early, again, ...used(START + hours(1) + 99));
    expect(newer).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('9 min 30 s'),
    });
  });

  test('looks at the request that goes there, whatever else is asked for in between', () => {
    const other = attempt(START + 20, {
      ...{ layer: 'http', role: 'model', endpoint: 'messages', status: 200 },
      presents: [{ kind: 'access', token: 'access-1' }],
    } as const);
    const hello = attempt(START + 12, { layer: 'tls', role: 'oauth' });
    const request = attempt(START + 30, {
      ...{ layer: 'http', role: 'oauth', endpoint: 'token', certificate: 'expired', status: 200 },
      presents: [{ kind: 'refresh', token: 'refresh-1' }],
    } as const);
    expect(outcome(dnsStale, good, ...used(START), request)).toBe('fail');
    expect(outcome(dnsStale, good, ...used(START), hello, request)).toBe('fail');
    expect(outcome(dnsStale, good, ...used(START), other, request)).toBe('fail');
    expect(outcome(dnsStale, good, ...used(START), other)).toBe('pass');
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

  test.each([
    ['on stderr', said(START + 9, 'Extended error 22.')],
    ['with the end of its work', failed('w2', START, 'extended dns error 22')],
    ['at the very moment of the query', told(START, 'ede 22')],
  ] as const)('it may be said %s', (_, word: readonly Timed[]) => {
    expect(outcome(dnsEde, asked, word)).toBe('pass');
  });

  test('whoever does not look for names itself is not asked', () => {
    const story = { faults: [named('servfail')], pieces: [asked, told(START + 9, 'EDE 22')] };
    expect(judged(dnsEde, story)?.outcome).toBe('na');
    expect(judged(dnsEde, { ...story, declares: { fallback: true } })?.outcome).toBe('na');
    expect(dnsEde.concerns!(orderOf({ declares: { resolver: true } }))).toBe(true);
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

  test('asks nothing within the life of the first answer', () => {
    expect(outcome(dnsReResolve, lookUp(START), connected(START + bound))).toBe('inconclusive');
    expect(outcome(dnsReResolve, lookUp(START), connected(START + bound + 1))).toBe('pass');
  });

  test('in warped time, both the machine and what a runtime remembers speak for the client', () => {
    const late = (ms: number, ...asking: readonly Piece[]) => {
      const pieces = [answered('w1', 0), ...asking, connected(START + 5 + ms)];
      return plain(dnsReResolve, { faults: [named('servfail')], pieces, time: WARPED }).outcome;
    };
    const slack = bound + 60 * T.stall;
    expect(late(slack - 5, lookUp(START))).toBe('inconclusive');
    expect(late(slack - 4, lookUp(START))).toBe('pass');
    expect(late(slack + 60 * T.recordSlack, lookUp(START))).toBe('pass');
    expect(late(slack + 60 * T.recordSlack + 1, lookUp(START))).toBe('fail');
  });

  test('does not count the time in which the client stood still', () => {
    const frozen: FaultWindowRecord = {
      ...named('frozen'),
      fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
    };
    const late = (ms: number) => {
      const pieces = [
        ...[lookUp(0), lookUp(START), open(0, START + 9, START + 9 + hours(1))],
        connected(START + 5 + hours(1) + ms),
      ];
      return plain(dnsReResolve, { faults: [frozen], pieces }).outcome;
    };
    expect(late(bound)).toBe('pass');
    expect(late(bound + 1)).toBe('fail');
  });

  test('tells of the connection that was furthest beyond the life of its answer', () => {
    const long = [lookUp(0, { ttl: 600 }), lookUp(START, { ttl: 600 }), connected(START + 615_005)];
    const at = START + hours(1);
    const short = [lookUp(at, { ttl: 60 }), connected(at + 85_005)];
    expect(finding(dnsReResolve, ...long, ...short)).toMatchObject({
      outcome: 'pass',
      measured: { value: 85, bound: 90 },
      because: expect.stringContaining('In 2 of 2 late connections'),
    });
  });

  test('of several clients, each has to ask by itself, or nobody knows who has', () => {
    const of = (...pieces: readonly Piece[]) =>
      outcome(dnsReResolve, ...pieces, by(1, connected(START + 9)));
    expect(of(by(1, lookUp(0)), by(1, lookUp(START)))).toBe('pass');
    expect(of(by(1, lookUp(0)), by(2, lookUp(0)), by(2, lookUp(START)))).toBe('fail');
    expect(of(by(2, lookUp(0)), by(2, lookUp(START)))).toBe('inconclusive');
    // What is not known to be anybody's may have been this one's.
    expect(of(lookUp(0))).toBe('fail');
    expect(of(by(1, lookUp(0)), lookUp(0), lookUp(START))).toBe('pass');
    expect(of(by(1, lookUp(0)), by(1, lookUp(START)), lookUp(0))).toBe('pass');
    expect(of(by(1, lookUp(0)), by(1, lookUp(START)), lookUp(START))).toBe('pass');
  });
});
