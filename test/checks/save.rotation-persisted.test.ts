import { describe, expect, test } from 'vitest';
import { saveRotationPersisted } from '#checks/save.rotation-persisted.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  asked,
  by,
  exited,
  type Flight,
  flight,
  noName,
  open,
  type Piece,
  renewed,
} from './logs.ts';
import { restarted } from './orders.ts';
import { killed, looked, refreshed, TORN, tells } from './rotations.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const AT = minutes(10);
const judged = (check: Check, pieces: Flight['pieces'] & object, rest: Flight = {}) =>
  check.judge(new Evidence(flight({ ...rest, pieces })));

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

  test('what it stored is told by the last three answers, each with the look that shows it', () => {
    const at = (n: number) => AT + minutes(n);
    const pieces = [1, 2, 3, 4].flatMap((n) => [
      ...refreshed(at(n), `refresh-${n}`, n + 1),
      looked(at(n) + 60 + n * 10, { access: `access-${n + 1}`, refresh: `refresh-${n + 1}` }),
      asked(at(n) + 200, 'w1', { status: 200, token: `access-${n + 1}` }),
    ]);
    const log = flight({ pieces });
    const shown = (n: number) =>
      log.filter((entry) => entry.at === at(n) + 60 || entry.at === at(n) + 60 + n * 10);
    expect(saveRotationPersisted.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      because: expect.stringMatching(/^What 4 of 4 refreshes .* after 40 ms at the most\.$/),
      exhibits: [2, 3, 4].flatMap(shown).map(({ seq }) => seq),
    });
  });

  test('an old refresh token that nobody has touched is where it is to be', () => {
    const log = flight({
      pieces: [renewed(AT, { status: 200 }), tells(AT + 30, 'issued', 'access-2'), used(AT + 80)],
    });
    const [look] = log.filter(({ kind }) => kind === 'store');
    const [ended] = log.filter(({ kind }) => kind === 'attempt.ended');
    expect(saveRotationPersisted.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('after 0 ms at the most'),
      exhibits: [look!.seq, ended!.seq],
    });
  });

  test('where files are watched, the old token may be seen again a moment later', () => {
    const pieces = [
      renewed(AT, { status: 200 }),
      tells(AT + 30, 'issued', 'access-2'),
      looked(AT + 65, TORN, { inPlace: true }),
      used(AT + 70),
      looked(AT + 71, { refresh: 'refresh-1' }),
    ];
    expect(judged(saveRotationPersisted, pieces, { time: WARPED }).outcome).toBe('pass');
    expect(judged(saveRotationPersisted, pieces).outcome).toBe('fail');
  });

  test('somebody else’s hand excuses it that removed the login, not one that restored it', () => {
    const done = (state: object) =>
      judged(saveRotationPersisted, [
        ...[...GRANT, looked(AT + 70, {})],
        ...refreshed(AT + minutes(1), 'refresh-2', 3),
        looked(AT + minutes(1) + 65, state, { look: 'act' }),
        asked(AT + minutes(2), 'w1', { status: 200, token: 'access-3' }),
      ]);
    expect(done(TORN).outcome).toBe('pass');
    expect(done({ refresh: 'refresh-2' })).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('1 of 2 were not stored'),
    });
  });
});

describe('save.rotation-persisted, until when', () => {
  const GRANT = refreshed(AT, 'refresh-1', 2);
  const used = (at: number) => asked(at, 'w1', { status: 200, token: 'access-2' });
  const outcome = (pieces: readonly Piece[], rest: Flight = {}) =>
    judged(saveRotationPersisted, pieces, rest).outcome;

  test('it is told what was not stored when it was used, and what when the client left', () => {
    const farewell = [{ at: minutes(11), kind: 'run.ended' }] as const;
    expect(judged(saveRotationPersisted, [...GRANT, used(AT + 80)], { farewell })).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('when it was used, the store did not hold it: 1 of 1'),
    });
    const log = flight({ pieces: GRANT });
    const shown = log.filter(({ kind }) => kind.startsWith('attempt.') || kind === 'client.exited');
    expect(saveRotationPersisted.judge(new Evidence(log))).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('when it left, the store did not hold it: 1 of 1'),
      exhibits: shown.map(({ seq }) => seq),
    });
  });

  test('what else is asked for meanwhile is no use of it', () => {
    const meanwhile = [asked(AT + 62, 'w1', { status: 200 }), noName(AT + 65)];
    expect(outcome([...GRANT, ...meanwhile, looked(AT + 70, {}), used(AT + 80)])).toBe('pass');
  });

  test('the end of the process that was there before is not its own', () => {
    expect(outcome([restarted(AT - 100), ...GRANT])).toBe('fail');
    expect(outcome([restarted(AT - 100), ...GRANT, looked(AT + 70, {})])).toBe('pass');
  });

  test('nor is that of another session', () => {
    const given = { sessions: 2 };
    const [mine, theirs] = [1, 2].map((session) => by(session, exited(AT + 65, 0)));
    const rest = [looked(AT + 70, {}), by(1, used(AT + 80))];
    const refresh = GRANT.map((piece) => by(1, piece));
    expect(outcome([...refresh, theirs!, ...rest], { given })).toBe('pass');
    expect(outcome([...refresh, mine!, ...rest], { given })).toBe('fail');
  });

  test('of two refreshes at once, each is to be stored before what it brought is used', () => {
    const pieces = [
      by(1, renewed(AT, { status: 200, took: 60 })),
      by(2, renewed(AT + 10, { status: 200, took: 80 })),
      tells(AT + 30, 'rotated', 'refresh-1'),
      [...tells(AT + 30, 'issued', 'access-2'), ...tells(AT + 30, 'issued', 'refresh-2')],
      by(1, used(AT + 70)),
      looked(AT + 95, {}),
      by(2, used(AT + 100)),
    ];
    expect(judged(saveRotationPersisted, pieces, { given: { sessions: 2 } })).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('1 of 2 were not stored'),
      measured: { value: 1 },
    });
  });

  test('whoever was killed had no time, whoever uses it afterwards', () => {
    expect(outcome([...GRANT, killed(AT + 65), used(AT + 80)])).toBe('inconclusive');
  });

  test.each([
    ['is ended when its work is over', { code: null, by: 'harness' }],
    ['is told to leave', { code: null, signal: 'SIGTERM', by: 'harness' }],
    ['kills itself', { code: null, signal: 'SIGKILL', by: 'client' }],
  ] as const)('whoever %s had the time', (_, exit) => {
    const left = [{ at: AT + 65, kind: 'client.exited', ...exit }] as const;
    expect(outcome([...GRANT, left])).toBe('fail');
  });
});
