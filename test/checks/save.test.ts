import { describe, expect, test } from 'vitest';
import { saveCrashConsistent } from '#checks/save.crash-consistent.ts';
import { saveDefinitiveHandled } from '#checks/save.definitive-handled.ts';
import { saveRotationPersisted } from '#checks/save.rotation-persisted.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { asked, exited, type Flight, failed, flight, HONEST, open, renewed } from './logs.ts';
import { denied, killed, looked, refreshed, TORN, tells } from './rotations.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const AT = minutes(10);
const judged = (check: Check, pieces: Flight['pieces'] & object, rest: Flight = {}) =>
  check.judge(new Evidence(flight({ ...rest, pieces })));

describe('save.crash-consistent', () => {
  const whole = looked(AT - 1, { access: 'access-1', refresh: 'refresh-1' });

  test.each([
    ['0600', 'inconclusive'],
    ['0400', 'inconclusive'],
    ['0640', 'fail'],
    ['0604', 'fail'],
  ] as const)('a store that is written with mode %s', (mode, outcome) => {
    expect(judged(saveCrashConsistent, [looked(AT, { mode })]).outcome).toBe(outcome);
  });

  test('a store that everybody could read before is no wider than it was', () => {
    const before = looked(0, { mode: '0644' }, { look: 'before' });
    const farewell = [{ at: AT + 1, kind: 'run.ended' }] as const;
    const log = flight({ pieces: [looked(AT, { mode: '0644' })], farewell });
    const wide = log.map((entry) => (entry.kind === 'store' ? { ...before[0]!, ...entry } : entry));
    const all = wide.map((entry) =>
      entry.kind === 'store' ? { ...entry, state: { ...entry.state, mode: '0644' } } : entry,
    );
    expect(saveCrashConsistent.judge(new Evidence(all)).outcome).toBe('inconclusive');
  });

  test('a store that is empty in the middle of a write, and full after it, is no loss yet', () => {
    const pieces = [whole, looked(AT, TORN, { inPlace: true }), looked(AT + 1, {}), killed(AT + 2)];
    expect(judged(saveCrashConsistent, pieces).outcome).toBe('inconclusive');
  });

  test('half a token is no login', () => {
    const pieces = [whole, looked(AT, { refresh: 'unknown' }), killed(AT + 1)];
    expect(judged(saveCrashConsistent, pieces).outcome).toBe('fail');
  });

  test('a file that is gone was not torn', () => {
    const { mode: _, ...state } = { ...looked(AT, TORN)[0]!, mode: '' };
    const gone = [state].map((each) =>
      each.kind === 'store' ? { ...each, state: { ...TORN } } : each,
    );
    expect(judged(saveCrashConsistent, [whole, gone, killed(AT + 1)]).outcome).toBe('pass');
  });

  test('what somebody else did to the store is not the client’s', () => {
    const pieces = [whole, looked(AT, TORN, { look: 'act' }), killed(AT + 1)];
    expect(judged(saveCrashConsistent, pieces).outcome).toBe('inconclusive');
  });

  test('a client that leaves by itself was not killed', () => {
    const pieces = [whole, looked(AT, TORN), exited(AT + 1, 1)];
    expect(judged(saveCrashConsistent, pieces).outcome).toBe('inconclusive');
  });

  test('where files are watched, word of the last change may come after the kill', () => {
    const late = (by: number) => [whole, killed(AT), looked(AT + by, TORN)];
    const stall = T.stall * WARPED.factor;
    expect(judged(saveCrashConsistent, late(1)).outcome).toBe('pass');
    expect(judged(saveCrashConsistent, late(stall), { time: WARPED }).outcome).toBe('fail');
    expect(judged(saveCrashConsistent, late(stall + 1), { time: WARPED }).outcome).toBe('pass');
  });
});

describe('save.rotation-persisted', () => {
  const used = (at: number) => asked(at, 'w1', { status: 200, token: 'access-2' });
  const GRANT = refreshed(AT, 'refresh-1', 2);

  test('a token that is stored in the same moment as it is used is stored', () => {
    const pieces = [...GRANT, looked(AT + 70, {}), used(AT + 70)];
    expect(judged(saveRotationPersisted, pieces).outcome).toBe('pass');
    const late = [...GRANT, used(AT + 70), looked(AT + 71, {})];
    expect(judged(saveRotationPersisted, late).outcome).toBe('fail');
  });

  test('where files are watched, what is seen a moment later was stored', () => {
    const late = (by: number) => [...GRANT, used(AT + 70), looked(AT + 70 + by, {})];
    const stall = T.stall * WARPED.factor;
    const outcome = (by: number) =>
      judged(saveRotationPersisted, late(by), { time: WARPED }).outcome;
    expect([outcome(stall), outcome(stall + 1)]).toEqual(['pass', 'fail']);
  });

  test('what is not used is to be stored before the client leaves', () => {
    expect(judged(saveRotationPersisted, [...GRANT]).outcome).toBe('fail');
    expect(judged(saveRotationPersisted, [...GRANT, looked(AT + 90, {})]).outcome).toBe('pass');
  });

  test('nobody can write to a store that is out of order', () => {
    const record: FaultWindowRecord = {
      fault: { name: 'store-full', layer: 'store', role: 'client', params: {} },
      from: { on: 'start' },
      until: 'the end',
    };
    const pieces = [open(0, minutes(5), minutes(15)), ...GRANT, used(AT + 70)];
    const { outcome } = judged(saveRotationPersisted, pieces, { faults: [record] });
    expect(outcome).toBe('inconclusive');
  });

  test('a refresh that brings no new refresh token leaves the old one where it is', () => {
    const pieces = [
      renewed(AT, { status: 200 }),
      tells(AT + 30, 'issued', 'access-2'),
      used(AT + 80),
    ];
    const with1 = (refresh: string) =>
      judged(saveRotationPersisted, [...pieces, looked(AT + 70, { refresh })]).outcome;
    expect([with1('refresh-1'), with1('absent')]).toEqual(['pass', 'fail']);
  });

  test('somebody else’s newer login is none that was lost', () => {
    const newer = [
      ...tells(AT + 62, 'issued', 'refresh-3'),
      ...looked(AT + 63, { refresh: 'refresh-3' }, { look: 'act' }),
    ];
    expect(judged(saveRotationPersisted, [...GRANT, newer, used(AT + 70)]).outcome).toBe('pass');
  });

  test('an answer that could not be read has brought nothing', () => {
    const pieces = [renewed(AT, { status: 503 }), tells(AT + 30, 'rotated', 'refresh-1')];
    expect(judged(saveRotationPersisted, pieces).outcome).toBe('inconclusive');
  });
});

describe('save.definitive-handled', () => {
  const REVOKED = tells(AT - 1, 'revoked', 'refresh-1');
  const FIRST = [REVOKED, failed('w1', AT, HONEST), ...denied(AT + 50, 'refresh-1')];
  const LATER = AT + minutes(5);

  test('once for each piece of work is not too often, and twice is', () => {
    const again = (times: number) => [
      ...FIRST,
      failed('w2', LATER, HONEST),
      ...Array.from({ length: times }, (_, n) => denied(LATER + 50 + n * 100, 'refresh-1')).flat(),
    ];
    const outcomes = [0, 1, 2].map((n) => judged(saveDefinitiveHandled, again(n)).outcome);
    expect(outcomes).toEqual(['pass', 'pass', 'fail']);
  });

  test('not once where nobody has asked for anything', () => {
    const pieces = [...FIRST, ...denied(LATER, 'refresh-1'), failed('w2', LATER + 500, HONEST)];
    expect(judged(saveDefinitiveHandled, pieces).outcome).toBe('fail');
  });

  test('another token is another matter', () => {
    const pieces = [...FIRST, ...denied(AT + 500, 'refresh-9'), failed('w2', LATER, HONEST)];
    expect(judged(saveDefinitiveHandled, pieces).outcome).toBe('pass');
  });

  test('a denial of a login that the server would still take is none', () => {
    const pieces = [failed('w1', AT, HONEST), renewed(AT + 50, { status: 400, struckBy: 0 })];
    expect(judged(saveDefinitiveHandled, pieces).outcome).toBe('inconclusive');
  });

  test.each([
    [T.aftermath - 1, 'inconclusive'],
    [T.aftermath, 'pass'],
    [T.aftermath + 1, 'pass'],
  ] as const)('a log that goes on for %d ms after it', (ms, outcome) => {
    const farewell = [{ at: AT + 110 + ms, kind: 'run.ended' }] as const;
    expect(judged(saveDefinitiveHandled, FIRST, { farewell }).outcome).toBe(outcome);
  });
});
