import { describe, expect, test } from 'vitest';
import { isoModelNotAuth } from '#checks/iso.model-not-auth.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  attempt,
  BUSY,
  type Flight,
  failed,
  flight,
  ledger,
  NAME_GONE,
  OVERLOAD,
  open,
  type Piece,
  stored,
  told,
} from './logs.ts';
import { as } from './orders.ts';

const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const BUSY_AT = asked(START + 20, 'w1', { status: 529, struckBy: 0 });
const LOST = 'You are not signed in.';
const WARPED = { kind: 'warped', factor: 60 } as const;
const LAST = answered('last', minutes(55));

const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  isoModelNotAuth.judge(
    new Evidence(flight({ faults: [OVERLOAD], ...rest, pieces: [...pieces, LAST] })),
  );

/** The model is busy from minute 5 to 45, and says so to `w1`; the client tells its user that. */
const busy = (more: readonly Piece[], rest: Flight = {}) =>
  judged([OPEN, BUSY_AT, failed('w1', START, BUSY), ...more], rest);

describe('of what was done to the login', () => {
  const emptied = (at: number) => stored('change', at, 'blank', 'blank');

  test('shows when it was emptied, and what had been there', () => {
    const finding = busy([emptied(START + 100)]);
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
    expect(finding.because).toBe(
      'At 10:00 the client emptied its stored login, although only the model was in trouble.',
    );
    expect(finding.exhibits).toHaveLength(2);
  });

  test.each([
    [minutes(5) - 1, 'pass'],
    [minutes(5), 'fail'],
    [minutes(45), 'fail'],
    [minutes(45) + 1, 'pass'],
  ] as const)('a store that is emptied at %d: %s', (at, expected) => {
    expect(busy([emptied(at)]).outcome).toBe(expected);
  });

  test('a store without a refresh token is empty as well', () => {
    expect(busy([stored('change', START, 'access-1', 'absent')]).outcome).toBe('fail');
  });

  test('a login that nobody exchanges any more may be thrown away', () => {
    const revoked = ledger(START + 50, 'revoked', 'refresh-1');
    expect(busy([revoked, emptied(START + 100)]).outcome).toBe('pass');
  });

  test('what is emptied once counts once, however often it is written', () => {
    const twice = [emptied(START + 100), emptied(START + 900)];
    expect(busy(twice)).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
  });

  test('a store that is whole again in no time is one that was being rewritten', () => {
    const whole = (ms: number, rest?: Flight) =>
      busy([emptied(START), stored('change', START + ms, 'access-1', 'refresh-1')], rest).outcome;
    expect(whole(0)).toBe('pass');
    expect(whole(1)).toBe('fail');
    expect(whole(60_000, { time: WARPED })).toBe('pass');
    expect(whole(60_001, { time: WARPED })).toBe('fail');
  });

  test('whoever asks for another login, or for none, has asked for that', () => {
    const beside = (piece: Piece) => busy([emptied(START + 5_000), piece]).outcome;
    expect(beside(as('sign-out', answered('w2', START + 5_000)))).toBe('pass');
    expect(beside(as('sign-out', answered('w2', START + 5_001)))).toBe('fail');
    expect(beside(as('sign-out', answered('w2', minutes(5))))).toBe('pass');
    expect(beside(as('sign-out', answered('w2', minutes(5) - 1)))).toBe('fail');
    expect(beside(as('sign-in', answered('w2', START + 4_000)))).toBe('pass');
  });

  test('whoever asks only who is signed in has not', () => {
    const status = as('status', answered('w2', START + 4_000));
    expect(busy([status, emptied(START + 5_000)]).outcome).toBe('fail');
  });
});

describe('of what was said', () => {
  test.each([
    [minutes(5) - 1, 'pass'],
    [minutes(5), 'fail'],
    [minutes(45), 'fail'],
    [minutes(45) + 1, 'pass'],
  ] as const)('a notice at %d: %s', (at, expected) => {
    expect(busy([told(at, LOST)]).outcome).toBe(expected);
  });

  test('a turn counts that began in the stretch, and failed in it or after it', () => {
    const turn = (at: number, took: number) => busy([failed('w2', at, LOST, { took })]).outcome;
    expect(turn(minutes(5), 1_000)).toBe('fail');
    expect(turn(minutes(5) - 1, 1_000)).toBe('pass');
    expect(turn(minutes(44), minutes(1))).toBe('fail');
    expect(turn(minutes(44), minutes(5))).toBe('fail');
    expect(turn(minutes(45) + 1, 1_000)).toBe('pass');
  });

  test('what a command says, or an answer, says nothing of the model’s trouble', () => {
    expect(busy([as('sign-in', failed('w2', minutes(12), LOST))]).outcome).toBe('pass');
    const answer = answered('w2', minutes(12)).map((fact) =>
      fact.kind === 'work.ended' ? { ...fact, text: LOST } : fact,
    );
    expect(busy([answer]).outcome).toBe('pass');
  });

  test.each([
    ['API Error: 401. You are not logged out.', 'the login is denied to be lost'],
    ['The connection to the sign in page was refused.', 'the network is blamed, not the login'],
  ])('%s: %s', (text) => {
    expect(busy([told(minutes(12), text)]).outcome).toBe('pass');
  });

  test('quotes the beginning of it, on one line', () => {
    const finding = busy([told(minutes(12), `\n  You are\n\n  logged out. ${'x'.repeat(200)}`)]);
    expect(finding.because).toBe(
      `At 12:00 the client said “You are logged out. ${'x'.repeat(160 - 20)}”, ` +
        'although only the model was in trouble.',
    );
    expect(finding.exhibits).toHaveLength(1);
  });

  test('of several things that were done and said, tells of the first', () => {
    const emptied = stored('change', minutes(20), 'blank', 'blank');
    const finding = busy([
      failed('w2', minutes(14), LOST),
      emptied,
      told(minutes(12), 'You have been logged out.'),
    ]);
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 3 } });
    expect(finding.because).toContain('At 12:00 the client said “You have been logged out.”');
  });
});

describe('a stretch of the model alone', () => {
  const both = (record: FaultWindowRecord, span: Piece) =>
    busy([told(START + 30, LOST), span], { faults: [OVERLOAD, record] }).outcome;
  const ACT = { name: 'store-removed', layer: 'store', role: 'client', params: {} } as const;

  test('ends where the model is well again, whatever happens after that', () => {
    expect(both(NAME_GONE, open(1, minutes(46), minutes(50)))).toBe('fail');
    expect(both(NAME_GONE, open(1, minutes(44), minutes(50)))).toBe('inconclusive');
  });

  test('lasts to the end of the log where the model is not well again', () => {
    const pieces = [open(0, minutes(5)), BUSY_AT, failed('w1', START, LOST)];
    expect(judged(pieces).outcome).toBe('fail');
    const faults = [OVERLOAD, NAME_GONE];
    expect(judged([...pieces, open(1, minutes(50))], { faults }).outcome).toBe('inconclusive');
    const late = stored('change', minutes(50), 'blank', 'blank');
    expect(judged([open(0, minutes(5)), BUSY_AT, late]).outcome).toBe('fail');
    const notice = told(minutes(50), LOST);
    expect(judged([open(0, minutes(5)), BUSY_AT, notice]).outcome).toBe('fail');
  });

  test('is not one in which something was done to the client as well', () => {
    expect(both({ ...NAME_GONE, fault: ACT }, open(1, minutes(20)))).toBe('inconclusive');
  });

  test('is not one in which telemetry alone is out of order', () => {
    const aside = attempt(START + 20, {
      ...{ layer: 'dns', role: 'other', struckBy: 0, effect: 'NXDOMAIN' },
    });
    const faults = [{ ...OVERLOAD, fault: { ...OVERLOAD.fault, role: 'other' } as const }];
    const pieces = [OPEN, aside, failed('w1', START, LOST)];
    expect(judged(pieces, { faults }).outcome).toBe('inconclusive');
  });

  test('is looked at by itself: another one that spoke of sign-in says nothing of it', () => {
    const refused = asked(minutes(6), 'w0', { status: 401, struckBy: 1 });
    const pieces = [
      ...[open(1, minutes(5), minutes(8)), refused, failed('w0', minutes(6), 'API Error: 401')],
      ...[open(0, minutes(9), minutes(45)), BUSY_AT, failed('w1', START, LOST)],
    ];
    expect(judged(pieces, { faults: [OVERLOAD, OVERLOAD] })).toMatchObject({
      outcome: 'fail',
      measured: { value: 1 },
    });
  });

  test('is not one whose answers speak of sign-in, with any status or in a page', () => {
    const spoke = (effect: Parameters<typeof asked>[2]['effect'] & object, status: number) =>
      busy([told(START + 30, LOST), asked(START + 900, 'w1', { status, struckBy: 0, effect })])
        .outcome;
    const within = { stream: 'error', after: { events: 1 }, error: 'unauthorized' } as const;
    expect(spoke(within, 200)).toBe('inconclusive');
    expect(spoke({ page: 'challenge', status: 401 }, 401)).toBe('inconclusive');
    expect(spoke({ page: 'challenge', status: 403 }, 403)).toBe('inconclusive');
    expect(spoke({ page: 'challenge', status: 503 }, 503)).toBe('fail');
  });
});
