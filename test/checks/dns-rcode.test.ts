import { describe, expect, test } from 'vitest';
import { dnsRcode } from '#checks/dns.rcode.ts';
import { minutes } from '#core/duration.ts';
import type { DnsEffect } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  attempt,
  failed,
  flight,
  HONEST,
  ledger,
  lost,
  MISTAKEN,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  pending,
  stored,
  type Timed,
} from './logs.ts';
import { as, restarted } from './orders.ts';

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
    const { fault } = NAME_GONE;
    const aimedAt = (role: 'oauth' | 'model' | 'decoy', layer: 'dns' | 'http' = 'dns') => ({
      ...NAME_GONE,
      fault: { ...fault, role, layer },
    });
    const concerns = (...faults: readonly FaultWindowRecord[]) => {
      const [order] = flight({ faults });
      if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
      return dnsRcode.concerns!(order);
    };
    expect(concerns(aimedAt('oauth'))).toBe(true);
    expect(concerns(aimedAt('model'))).toBe(true);
    expect(concerns(OVERLOAD, aimedAt('oauth'))).toBe(true);
    expect(concerns(aimedAt('decoy'))).toBe(false);
    expect(concerns(aimedAt('oauth', 'http'), aimedAt('model', 'http'))).toBe(false);
  });

  test('finds the query in work in which other things had gone well before', () => {
    const pieces = [
      attempt(START + 5, { layer: 'dns', role: 'model' }),
      asked(START + 12, 'w1', { status: 200 }),
      met('SERVFAIL'),
      failed('w1', START, HONEST),
    ];
    expect(judged(...pieces)).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('SERVFAIL'),
    });
    const later = [...pieces, met('NODATA', minutes(15)), failed('w2', minutes(15), HONEST)];
    expect(judged(...later).because).toBe(
      'Of 2 works that met SERVFAIL, NODATA, none was taken for more.',
    );
  });

  test.each([
    ['Sign-in answered with a 503.', 'blamed AUTH for w2'],
    ['It is the certificate, or the model is overloaded.', 'blamed TLS, MODEL for w2'],
    ['Something went wrong.', 'blamed nothing for w2'],
  ] as const)('tells what was blamed, and for which work: %s', (text, because) => {
    const pieces = [
      ...[met('REFUSED'), failed('w1', START, HONEST)],
      ...[met('REFUSED', minutes(15) + 20), failed('w2', minutes(15), text)],
    ];
    const finding = judged(...pieces);
    expect(finding).toMatchObject({ outcome: 'fail', because: expect.stringContaining(because) });
    expect(finding.because).toContain('At 15:00 the name platform.claude.com met REFUSED');
  });

  test('whoever was killed over it has said nothing wrong', () => {
    const died = failed('w1', START, 'Killed.', { claim: 'none' });
    const pieces = [noName(START + 20), died, restarted(START + 500)];
    expect(judged(...pieces).outcome).toBe('pass');
    expect(judged(noName(START + 20), died).outcome).toBe('fail');
  });

  test('asks nothing of work for which nobody asked for the name again', () => {
    expect(judged(noName(START - 500), failed('w1', START, MISTAKEN)).outcome).toBe('inconclusive');
  });

  test('asks nothing of a client that left before it had begun', () => {
    const [began, ended] = lost('w1', START) as readonly [Timed, Timed];
    const late = [began, { ...ended, at: START + 900 }];
    expect(judged(noName(START + 20), late).outcome).toBe('inconclusive');
  });
});

describe('dns.rcode, of the login in the store', () => {
  /** What becomes of the store while a name is gone and work is in hand. */
  const outcome = (...looks: readonly (readonly Timed[])[]) =>
    judged(noName(START + 20), ...looks, failed('w1', START, HONEST)).outcome;
  const byUs = ([look]: readonly Timed[]) => [{ ...look!, look: 'act' } as Timed];
  const gone = (at: number) => stored('change', at, 'blank', 'blank');

  test.each([
    ['blank', 'blank', 'fail'],
    ['absent', 'absent', 'fail'],
    ['access-1', 'absent', 'fail'],
    ['access-1', 'blank', 'fail'],
    ['blank', 'refresh-1', 'pass'],
  ] as const)('%s and %s are left of it', (access, refresh, expected) => {
    expect(outcome(stored('change', START + 100, access, refresh))).toBe(expected);
  });

  test('says that it was thrown away', () => {
    const { because } = judged(noName(START + 20), gone(START + 99), failed('w1', START, HONEST));
    expect(because).toContain('the client threw its login away over w1');
  });

  test('is the client’s to throw away when it is asked to sign out', () => {
    const out = as('sign-out', failed('w1', START, HONEST));
    expect(judged(noName(START + 20), gone(START + 99), out).outcome).toBe('pass');
  });

  test('was worth nothing where it had been revoked', () => {
    const revoked = ledger(START - 1, 'revoked', 'refresh-1');
    expect(outcome(revoked, gone(START + 100))).toBe('pass');
  });

  test('is there all the same where it was put back', () => {
    const back = stored('change', START + 200, 'access-1', 'refresh-1');
    expect(outcome(gone(START + 100), back)).toBe('pass');
  });

  test('was not thrown away by the client where we had done it', () => {
    const ours = byUs(gone(START + 200));
    expect(outcome(ours)).toBe('pass');
    // Whatever else the client has written, before it, at that time, and when the work was over.
    const renewed = (at: number) => stored('change', at, 'access-1', 'refresh-1');
    expect(outcome(renewed(START - 100), renewed(START + 100), ours)).toBe('pass');
    expect(outcome(ours, gone(START + 2_001))).toBe('pass');
    expect(outcome(gone(START - 200), renewed(START - 100), ours)).toBe('pass');
  });

  test('goes with the last word on the work', () => {
    expect(outcome(gone(START + 2_000))).toBe('fail');
    expect(outcome(gone(START + 2_001))).toBe('pass');
  });
});
