import { describe, expect, test } from 'vitest';
import { saveCrashConsistent } from '#checks/save.crash-consistent.ts';
import { saveDefinitiveHandled } from '#checks/save.definitive-handled.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  by,
  exited,
  type Flight,
  failed,
  flight,
  HONEST,
  lost,
  type Piece,
  renewed,
} from './logs.ts';
import { denied, killed, looked, TORN, tells } from './rotations.ts';

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

  test('what was opened to others is told by its mode, beside that which it had', () => {
    const boarded = (before: string | undefined, ...pieces: readonly Piece[]) =>
      flight({ pieces }).map((entry) =>
        entry.kind === 'store' && entry.look === 'before' && before !== undefined
          ? { ...entry, state: { ...entry.state, mode: before } }
          : entry,
      );
    const log = boarded('0600', looked(AT, { mode: '0644' }));
    const seqs = log.filter(({ kind }) => kind === 'store').map(({ seq }) => seq);
    expect(saveCrashConsistent.judge(new Evidence(log))).toMatchObject({
      outcome: 'fail',
      because: 'At 10:00 the store was written with mode 0644, which had been 0600.',
      witness: [seqs[0]],
      exhibits: seqs,
    });
    const created = boarded(undefined, looked(AT, { mode: '0644' }));
    expect(saveCrashConsistent.judge(new Evidence(created)).because).toBe(
      'At 10:00 the store was written with mode 0644, where there had been none.',
    );
    // Whoever else opens it is another matter.
    const done = boarded('0600', looked(AT, { mode: '0644' }, { look: 'act' }));
    expect(saveCrashConsistent.judge(new Evidence(done)).outcome).toBe('inconclusive');
  });

  test('each kill counts, and the last one is shown', () => {
    const at = (n: number) => AT + minutes(n);
    const pieces = [looked(AT, {}), killed(at(1)), looked(at(2), {}), killed(at(3))];
    const log = flight({ pieces });
    const exits = log.filter((entry) => entry.kind === 'client.exited' && entry.signal);
    const look = log.findLast(({ kind }) => kind === 'store');
    expect(saveCrashConsistent.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      because: 'The client was killed 2 times and left a store that could be read.',
      witness: exits.map(({ seq }) => seq),
      exhibits: [look!.seq, exits[1]!.seq],
    });
    expect(judged(saveCrashConsistent, pieces.slice(0, 2)).because).toContain('killed once');
  });

  test('an access token that nobody knows is no login either', () => {
    const pieces = [whole, looked(AT, { access: 'unknown' }), killed(AT + 1)];
    expect(judged(saveCrashConsistent, pieces).outcome).toBe('fail');
  });

  test.each([
    ['told to leave', { signal: 'SIGTERM', by: 'harness' }],
    ['ended when its work is over', { by: 'harness' }],
    ['killed by its own hand', { signal: 'SIGKILL', by: 'client' }],
  ] as const)('a client that is %s was not killed', (_, exit) => {
    const left = [{ at: AT + 1, kind: 'client.exited', code: null, ...exit }] as const;
    expect(judged(saveCrashConsistent, [whole, looked(AT, TORN), left])).toMatchObject({
      outcome: 'inconclusive',
      because: 'Nobody killed a client that had a store.',
    });
  });

  test('a client that has no store can leave none torn, nor one that was given a torn one', () => {
    const none = flight({ pieces: [killed(AT)] }).filter(({ kind }) => kind !== 'store');
    expect(saveCrashConsistent.judge(new Evidence(none)).outcome).toBe('inconclusive');
    const given = looked(-1_000, TORN, { look: 'before' });
    expect(judged(saveCrashConsistent, [given, killed(AT)]).outcome).toBe('inconclusive');
  });

  test('where files are watched, word of the last change may come after the kill', () => {
    const late = (by: number) => [whole, killed(AT), looked(AT + by, TORN)];
    const stall = T.stall * WARPED.factor;
    expect(judged(saveCrashConsistent, late(1)).outcome).toBe('pass');
    expect(judged(saveCrashConsistent, late(stall), { time: WARPED }).outcome).toBe('fail');
    expect(judged(saveCrashConsistent, late(stall + 1), { time: WARPED }).outcome).toBe('pass');
    const log = flight({ pieces: late(1), time: WARPED });
    const [exit] = log.filter(({ kind }) => kind === 'client.exited');
    const torn = log.findLast(({ kind }) => kind === 'store');
    const { exhibits } = saveCrashConsistent.judge(new Evidence(log));
    expect(exhibits).toEqual([exit!.seq, torn!.seq]);
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

  test('work that is handed over next is a chance to see it, however soon the log ends', () => {
    const farewell = [{ at: AT + seconds(20), kind: 'run.ended' }] as const;
    const next = (...pieces: readonly Piece[]) =>
      judged(saveDefinitiveHandled, [...FIRST, ...pieces], { farewell }).outcome;
    expect(next(failed('w2', AT + seconds(5), HONEST))).toBe('pass');
    expect(next(lost('w2', AT + seconds(5)))).toBe('inconclusive');
    expect(next(failed('w0', AT - 10, HONEST))).toBe('inconclusive');
  });

  test('whoever did not get through may ask again, until it is denied', () => {
    const pieces = [
      ...FIRST,
      failed('w2', LATER, HONEST),
      renewed(LATER + 50, { status: 503, struckBy: 0 }),
      ...denied(LATER + 150, 'refresh-1'),
    ];
    expect(judged(saveDefinitiveHandled, pieces).outcome).toBe('pass');
  });

  test('whoever asks again in the very moment of the denial asks in vain', () => {
    const pieces = [...FIRST, ...denied(AT + 110, 'refresh-1'), failed('w2', LATER, HONEST)];
    expect(judged(saveDefinitiveHandled, pieces).outcome).toBe('fail');
  });

  test('in the moment in which one piece of work ends, the next one may ask', () => {
    const log = flight({
      pieces: [
        ...[REVOKED, failed('w1', AT, HONEST, { took: 110 }), ...denied(AT + 50, 'refresh-1')],
        ...[failed('w2', AT + 111, HONEST), ...denied(AT + 111, 'refresh-1')],
      ],
    });
    const atOnce = log.map((entry) => (entry.at === AT + 111 ? { ...entry, at: AT + 110 } : entry));
    expect(saveDefinitiveHandled.judge(new Evidence(atOnce)).outcome).toBe('pass');
  });

  test('another session’s work is no reason to ask', () => {
    const one = (piece: Piece) => by(1, piece);
    const given = { sessions: 2 };
    const mine = [REVOKED, ...[failed('w1', AT, HONEST), ...denied(AT + 50, 'refresh-1')].map(one)];
    const during = (session: number) => [
      ...[...mine, by(session, failed('w2', LATER, HONEST))],
      ...denied(LATER + 50, 'refresh-1').map(one),
    ];
    expect(judged(saveDefinitiveHandled, during(2), { given }).outcome).toBe('fail');
    expect(judged(saveDefinitiveHandled, during(1), { given }).outcome).toBe('pass');
  });

  test('of many presentations in vain, the denial is shown and the first two', () => {
    const times = [500, 700, 900];
    const log = flight({
      pieces: [...FIRST, ...times.flatMap((ms) => denied(AT + ms, 'refresh-1'))],
    });
    const shown = [50, ...times.slice(0, 2)].flatMap((ms) =>
      log.filter(({ at, kind }) => kind.startsWith('attempt.') && [0, 60].includes(at - AT - ms)),
    );
    expect(saveDefinitiveHandled.judge(new Evidence(log))).toMatchObject({
      measured: { value: 3 },
      exhibits: shown.map(({ seq }) => seq),
    });
  });
});
