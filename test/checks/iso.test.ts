import { describe, expect, test } from 'vitest';
import { isoAuthNotModel } from '#checks/iso.auth-not-model.ts';
import { isoModelNotAuth } from '#checks/iso.model-not-auth.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  BUSY,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  type Piece,
  pending,
  renewed,
  stored,
  told,
} from './logs.ts';
import { as } from './orders.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
/** A window in which the client stands still. */
const FROZEN = {
  ...NAME_GONE,
  fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
} as const;

const judged = (check: Check, pieces: readonly Piece[], rest: Flight = {}) =>
  check.judge(new Evidence(flight({ faults: [NAME_GONE], ...rest, pieces })));

describe('iso.auth-not-model', () => {
  const waiting = (ms: number) => [
    OPEN,
    noName(START + 10),
    asked(START + ms, 'w1', { status: 200 }),
    answered('w1', START, ms + 100),
  ];

  test.each([
    [T.refreshWait - 1, 'pass'],
    [T.refreshWait, 'pass'],
    [T.refreshWait + 1, 'fail'],
  ] as const)('a model that is asked after %d ms', (ms, expected) => {
    const finding = judged(isoAuthNotModel, waiting(ms));
    expect(finding.outcome).toBe(expected);
    if (expected === 'fail') expect(finding.severity).toBe('sev3');
  });

  test('forgives where time is warped what a busy machine takes', () => {
    const late = T.refreshWait + 60 * T.stall;
    expect(judged(isoAuthNotModel, waiting(late), { time: WARPED }).outcome).toBe('pass');
    expect(judged(isoAuthNotModel, waiting(late + 1), { time: WARPED }).outcome).toBe('fail');
  });

  test('takes a look-up of the model for having asked it, and telemetry for nothing', () => {
    const pieces = (piece: Piece) => [OPEN, piece, failed('w1', START, 'No.')];
    const lookUp = attempt(START + 10, { layer: 'dns', role: 'model' });
    expect(judged(isoAuthNotModel, pieces(lookUp)).outcome).toBe('pass');
    const other = attempt(START + 10, { layer: 'http', role: 'model', endpoint: 'other' });
    const finding = judged(isoAuthNotModel, pieces(other));
    expect([finding.outcome, finding.severity]).toEqual(['fail', undefined]);
  });

  test('asks nothing of work without a good token, or with the model in trouble as well', () => {
    const refused = [OPEN, failed('w1', START, 'No.')];
    expect(judged(isoAuthNotModel, refused).outcome).toBe('fail');
    expect(judged(isoAuthNotModel, refused, { expiresAt: minutes(8) }).outcome).toBe(
      'inconclusive',
    );
    const faults = [NAME_GONE, OVERLOAD];
    const both = [...refused, open(1, minutes(9), minutes(20))];
    expect(judged(isoAuthNotModel, both, { faults }).outcome).toBe('inconclusive');
  });

  test('asks nothing of work outside the outage, of a command, or of one that had left', () => {
    const at = (when: number) => judged(isoAuthNotModel, [OPEN, failed('w1', when, 'No.')]).outcome;
    expect(at(minutes(5) - 1)).toBe('inconclusive');
    expect(at(minutes(5))).toBe('fail');
    expect(at(minutes(45) - 1)).toBe('fail');
    expect(at(minutes(45))).toBe('inconclusive');
    const command = as('status', failed('w1', START, 'No.'));
    expect(judged(isoAuthNotModel, [OPEN, command]).outcome).toBe('inconclusive');
    expect(judged(isoAuthNotModel, [OPEN, lost('w1', START)]).outcome).toBe('inconclusive');
  });

  test('waits with its judgement until it is too late to ask', () => {
    const ending = (ms: number) =>
      judged(isoAuthNotModel, [OPEN, pending('w1', START)], {
        farewell: [{ at: START + ms, kind: 'run.ended' }],
      }).outcome;
    expect(ending(T.refreshWait)).toBe('inconclusive');
    expect(ending(T.refreshWait + 1)).toBe('fail');
  });

  test('counts all turns that were not asked for, and shows the first of them', () => {
    const turns = Array.from({ length: 7 }, (_, n) => failed(`w${n}`, START + minutes(n), 'No.'));
    const finding = judged(isoAuthNotModel, [OPEN, ...turns]);
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 7, bound: 0 },
      because: expect.stringContaining('never asked for w0, which was failed'),
    });
    expect(finding.because).toContain('7 times of 7');
    expect(finding.witness).toHaveLength(1 + 5);
    expect(finding.exhibits).toHaveLength(2 * 3);
  });

  test('of several turns, tells of the one that waited longest', () => {
    const turn = (work: string, at: number, ms: number) => [
      asked(at + ms, work, { status: 200 }),
      answered(work, at, ms + 100),
    ];
    const of = (...waits: readonly number[]) =>
      judged(isoAuthNotModel, [
        OPEN,
        ...waits.flatMap((ms, n) => turn(`w${n}`, START + minutes(n), ms)),
      ]);
    expect(of(0)).toMatchObject({ measured: { value: 0 } });
    expect(of(0).because).toContain('w0, begun at 10:00, at once.');
    expect(of(1).because).toContain('w0, begun at 10:00, after 1 ms.');
    expect(of(1_000, 16_000, 2_000)).toMatchObject({
      outcome: 'fail',
      measured: { value: 16, bound: 15 },
      because: expect.stringContaining('asked for w1, begun at 11:00, after 16 s'),
    });
  });

  test('asks nothing of work whose token ends, or whose model fails, before it can be done', () => {
    const ending = (after: number) =>
      judged(isoAuthNotModel, [OPEN, failed('w1', START, 'No.')], { expiresAt: START + after });
    expect(ending(T.span).outcome).toBe('inconclusive');
    expect(ending(T.span + 1).outcome).toBe('fail');
  });

  test('takes what the client was made to sleep from what it waited', () => {
    const faults = [NAME_GONE, FROZEN];
    const slept = [...waiting(25_000), open(1, START + 6_000, START + 20_000)];
    expect(judged(isoAuthNotModel, slept, { faults })).toMatchObject({
      outcome: 'pass',
      measured: { value: 11 },
    });
  });

  test('asks nothing of work while something else than sign-in is out of order', () => {
    const { fault, ...window } = OVERLOAD;
    const faults = [{ ...window, fault: { ...fault, role: 'other' } as const }];
    const pieces = [OPEN, failed('w1', START, 'No.')];
    expect(judged(isoAuthNotModel, pieces, { faults }).outcome).toBe('inconclusive');
  });
});

describe('iso.model-not-auth', () => {
  const faults = [OVERLOAD];
  const BUSY_AT = asked(START + 20, 'w1', { status: 529, struckBy: 0 });
  const said = (text: string, more: readonly Piece[] = [], rest: Flight = {}) =>
    judged(isoModelNotAuth, [OPEN, BUSY_AT, failed('w1', START, text), ...more], {
      faults,
      ...rest,
    }).outcome;

  test.each([
    ['You are not signed in. Sign in, then send your request again.', 'fail'],
    ['Please run /login · API Error: 529', 'fail'],
    ['OAuth token has expired.', 'fail'],
    ['Overloaded (529). Your login is kept: you are not logged out.', 'pass'],
    [BUSY, 'pass'],
  ] as const)('%s', (text, expected) => {
    expect(said(text)).toBe(expected);
  });

  test('hears what was told beside the last word, in the stretch and at no other time', () => {
    const notice = (at: number) => said(BUSY, [told(at, 'You have been logged out.')]);
    expect(notice(START + 30)).toBe('fail');
    expect(notice(minutes(46))).toBe('pass');
    expect(notice(minutes(4))).toBe('pass');
  });

  test('lets a client say so whose login is lost', () => {
    const gone = [
      ledger(minutes(6), 'revoked', 'access-1'),
      ledger(minutes(6), 'revoked', 'refresh-1'),
    ];
    expect(said('You are not signed in.', gone)).toBe('pass');
  });

  test('counts a login that was emptied, and no refresh', () => {
    const emptied = stored('change', START + 100, 'blank', 'blank');
    expect(said(BUSY, [emptied])).toBe('fail');
    const refreshed = [
      renewed(START + 50, { status: 200 }),
      ledger(START + 80, 'issued', 'access-2', minutes(90)),
      ledger(START + 80, 'issued', 'refresh-2'),
      stored('change', START + 100, 'access-2', 'refresh-2'),
    ];
    expect(said(BUSY, refreshed)).toBe('pass');
  });

  test('counts nothing that was done to the store, asked for, or over by the next look', () => {
    const emptied = stored('change', START + 100, 'blank', 'blank');
    const [look] = emptied;
    expect(said(BUSY, [[{ ...look!, look: 'act' } as typeof look & object]])).toBe('pass');
    const out = as('sign-out', answered('w2', START + 50));
    expect(said(BUSY, [emptied, out])).toBe('pass');
    const whole = stored('change', START + 100, 'access-1', 'refresh-1');
    expect(said(BUSY, [emptied, whole])).toBe('pass');
  });

  test('looks at no stretch in which more was in trouble, or that speaks of sign-in', () => {
    const text = 'You are not signed in.';
    const both = { faults: [OVERLOAD, NAME_GONE] };
    expect(said(text, [open(1, minutes(20), minutes(30))], both)).toBe('inconclusive');
    const unauthorized = asked(START + 900, 'w1', { status: 401, struckBy: 0 });
    expect(said(text, [unauthorized])).toBe('inconclusive');
    const forbidden = asked(START + 900, 'w1', {
      ...{ status: 403, struckBy: 0 },
      effect: { page: 'challenge', status: 403 },
    });
    expect(said(text, [forbidden])).toBe('inconclusive');
  });

  test('needs the fault to have struck on the way to an answer', () => {
    const aside = attempt(START + 20, {
      ...{ layer: 'http', role: 'model', endpoint: 'other', status: 529, struckBy: 0 },
      effect: { refuse: 'overloaded', status: 529 },
    });
    const pieces = [OPEN, aside, failed('w1', START, 'You are not signed in.')];
    expect(judged(isoModelNotAuth, pieces, { faults }).outcome).toBe('inconclusive');
    const below = attempt(START + 20, {
      ...{ layer: 'dns', role: 'model', struckBy: 0, effect: 'NXDOMAIN' },
    });
    const lookUp = [OPEN, below, failed('w1', START, 'You are not signed in.')];
    expect(judged(isoModelNotAuth, lookUp, { faults }).outcome).toBe('fail');
  });
});
