import { describe, expect, test } from 'vitest';
import { fleetBlast } from '#checks/fleet.blast.ts';
import { fleetContagion } from '#checks/fleet.contagion.ts';
import { fleetSimultaneous } from '#checks/fleet.simultaneous.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  by,
  deed,
  type Flight,
  failed,
  flight,
  HONEST,
  ledger,
  lost,
  OVERLOAD,
  open,
  type Piece,
  pending,
  renewed,
  type Timed,
} from './logs.ts';
import {
  ANSWERS_LOST,
  denied,
  issues,
  looked,
  refreshed,
  TORN,
  tells,
  unheard,
} from './rotations.ts';

const T = thresholds();
const AT = minutes(10);
const judged = (check: Check, sessions: number, pieces: Flight['pieces'] & object, rest = {}) =>
  check.judge(new Evidence(flight({ given: { sessions }, ...rest, pieces })));

/** A piece of work for each of so many sessions: those that are named fail, at so many ms. */
const probes = (count: number, silent: Readonly<Record<number, number>> = {}): readonly Piece[] =>
  Array.from({ length: count }, (_, n) => n + 1).map((session) => {
    const work = `w${session}`;
    const late = silent[session];
    if (late === undefined) return by(session, answered(work, AT + minutes(1) + session));
    return by(session, failed(work, AT + minutes(1) + late, HONEST));
  });
const together = (...sessions: readonly number[]) =>
  Object.fromEntries(sessions.map((session) => [session, session]));
const QUARREL = [
  ...refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece)),
  ...denied(AT + 100, 'refresh-1', 'reused').map((piece) => by(2, piece)),
  tells(AT + 131, 'revoked', 'refresh-2', 'reuse of a rotated token'),
];

describe.each([fleetBlast, fleetSimultaneous, fleetContagion])('$id', (check) => {
  test('concerns fleets alone', () => {
    const concerns = (given: Flight['given'] & object) => {
      const [order] = flight({ given });
      return order?.kind === 'run.began' && check.concerns!(order);
    };
    expect([{}, { sessions: 1 }, { sessions: 2 }].map(concerns)).toEqual([false, false, true]);
  });
});

describe('fleet.blast', () => {
  test('what the clients bring about may cost the one that did it, and no other', () => {
    const outcome = (...lost: readonly number[]) =>
      judged(fleetBlast, 4, [...QUARREL, ...probes(4, together(...lost))]).outcome;
    expect([outcome(), outcome(2), outcome(1, 2)]).toEqual(['pass', 'pass', 'fail']);
  });

  test('to sign out what is not one’s own alone is to cost the others theirs', () => {
    const out = (because: string) =>
      judged(fleetBlast, 4, [
        tells(AT, 'revoked', 'refresh-1', because),
        ...probes(4, together(1, 2, 3, 4)),
      ]);
    expect(out('signed out').outcome).toBe('fail');
    expect(out('the grant was revoked')).toMatchObject({ outcome: 'pass', measured: { value: 1 } });
  });

  test('to sign out is what somebody who asked for it wanted', () => {
    const [began, ended] = by(1, answered('w0', AT - 10)) as readonly Timed[];
    const asked = [{ ...began!, deed: 'sign-out' } as Timed, ended!];
    const pieces = [
      asked,
      tells(AT, 'revoked', 'refresh-1', 'signed out'),
      ...probes(4, together(1, 2, 3, 4)),
    ];
    expect(judged(fleetBlast, 4, pieces).outcome).toBe('inconclusive');
  });

  test('a session that comes back was not lost', () => {
    const back = [1, 2].map((session) => by(session, answered(`w${session + 4}`, AT + minutes(9))));
    const pieces = [...QUARREL, ...probes(4, together(1, 2)), ...back];
    expect(judged(fleetBlast, 4, pieces).outcome).toBe('pass');
  });

  test('what is still in hand says nothing', () => {
    const hung = [by(1, pending('w1', AT + minutes(1))), by(2, pending('w2', AT + minutes(1)))];
    const { outcome } = judged(fleetBlast, 4, [...QUARREL, ...hung, ...probes(4).slice(2)]);
    expect(outcome).toBe('inconclusive');
  });

  test('a token that came back after its answer was lost is the server’s design', () => {
    const pieces = [
      by(1, unheard(AT, 'refresh-1')),
      issues(AT + 30, 'refresh-1', 2),
      ...denied(AT + 100, 'refresh-1', 'reused').map((piece) => by(1, piece)),
      ...probes(4, together(1, 2, 3, 4)),
    ];
    const { outcome } = judged(fleetBlast, 4, pieces, { faults: [ANSWERS_LOST] });
    expect(outcome).toBe('pass');
  });

  test('a store that is emptied while the login is good is of the fleet’s own doing', () => {
    const emptied = (at: number) => [looked(at, TORN), ...probes(4, together(1, 2))];
    expect(judged(fleetBlast, 4, emptied(AT)).outcome).toBe('fail');
    const over = ledger(AT - 1, 'revoked', 'refresh-1');
    expect(judged(fleetBlast, 4, [over, ...emptied(AT)]).outcome).toBe('pass');
  });

  test('what a token’s renewal goes along with, it has not cost', () => {
    const calm = refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece));
    expect(judged(fleetBlast, 4, [...calm, ...probes(4, together(1, 2))])).toMatchObject({
      outcome: 'pass',
      measured: { value: 0 },
      exhibits: [expect.any(Number)],
    });
  });

  test.each([
    ['before', AT - 500, 'refresh-1'],
    ['after', AT + 500, 'refresh-2'],
  ])('tells of what may cost less, where the server ended the login %s it', (_, at, token) => {
    const revoked = tells(at, 'revoked', token, 'the grant was revoked');
    const pieces = [...QUARREL, revoked, ...probes(4, together(1, 2, 3, 4))];
    expect(judged(fleetBlast, 4, pieces)).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('refresh-1 was presented after it had been spent'),
      measured: { value: 1, bound: 1 / 4 },
    });
  });
});

describe('fleet.simultaneous', () => {
  const SIZE = 8;
  const share = SIZE * T.fleetShare;
  const lost = (count: number, apart = 1) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [n + 1, n * apart]));

  test.each([
    [share - 1, 'pass'],
    [share, 'pass'],
    [share + 1, 'fail'],
  ] as const)('%d of eight in one minute', (count, outcome) => {
    const pieces = [...QUARREL, ...probes(SIZE, lost(count))];
    expect(judged(fleetSimultaneous, SIZE, pieces).outcome).toBe(outcome);
  });

  test.each([
    [T.fleetPeriod / 2, 'fail'],
    [T.fleetPeriod / 2 + 1, 'pass'],
  ] as const)('three of eight, %d ms apart', (apart, outcome) => {
    const pieces = [...QUARREL, ...probes(SIZE, lost(3, apart))];
    expect(judged(fleetSimultaneous, SIZE, pieces).outcome).toBe(outcome);
  });

  test('tells of the largest crowd, and of two that are as large, of the first', () => {
    const late = minutes(3);
    const crowds = (first: number, second: number) => {
      const silent = Array.from({ length: first + second }, (_, n) => [
        n + 1,
        n < first ? n : late + n,
      ]);
      const pieces = [...QUARREL, ...probes(SIZE, Object.fromEntries(silent))];
      return judged(fleetSimultaneous, SIZE, pieces);
    };
    expect(crowds(3, 1)).toMatchObject({ outcome: 'fail', measured: { value: 3 / SIZE } });
    expect(crowds(3, 2).because).toMatch(/^Within 1 min of 11:02 3 of 8 sessions/);
    expect(crowds(2, 3).because).toMatch(/^Within 1 min of 14:02 3 of 8 sessions/);
    expect(crowds(3, 3).because).toMatch(/^Within 1 min of 11:02 3 of 8 sessions/);
    const six = crowds(6, 0);
    expect(six.exhibits).toHaveLength(1 + 5);
    expect(six.exhibits[0]).toBe(six.witness[0]);
  });

  test('nobody was lost where all were answered', () => {
    const calm = refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece));
    for (const pieces of [QUARREL, calm]) {
      expect(judged(fleetSimultaneous, 4, [...pieces, ...probes(4)])).toMatchObject({
        outcome: 'pass',
        measured: { value: 0 },
        because: 'At most 0 of 4 sessions went silent in any minute.',
      });
    }
  });

  test('one alone is no crowd', () => {
    const pieces = [...QUARREL, ...probes(2, together(1))];
    expect(judged(fleetSimultaneous, 2, pieces).outcome).toBe('pass');
  });

  test('nobody can help what the server ends for all', () => {
    const revoked = tells(AT, 'revoked', 'refresh-2', 'the grant was revoked');
    const calm = refreshed(AT - 500, 'refresh-1', 2).map((piece) => by(1, piece));
    const pieces = [...calm, revoked, ...probes(4, together(1, 2, 3, 4))];
    const { seq } = new Evidence(flight({ given: { sessions: 4 }, pieces }))
      .of('ledger')
      .find(({ act }) => act === 'revoked')!;
    expect(judged(fleetSimultaneous, 4, pieces)).toMatchObject({
      outcome: 'pass',
      because:
        'The server ended the login of all 4 sessions at 10:00, which none of them could help.',
      exhibits: [seq],
    });
  });

  test('a fleet of which one has idled has not been looked at', () => {
    const calm = refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece));
    expect(judged(fleetSimultaneous, 4, [...calm, ...probes(3)]).outcome).toBe('inconclusive');
  });
});

describe('fleet.contagion', () => {
  const UNABLE = by(1, renewed(AT, { status: 503 }));
  const emptied = looked(AT + 70, TORN);
  const silent = probes(4, together(2));

  test('work of the session that failed is its own trouble', () => {
    const pieces = [UNABLE, emptied, ...probes(4, together(1))];
    expect(judged(fleetContagion, 4, pieces).outcome).toBe('pass');
  });

  test('a token that had ended is none that was lost', () => {
    const over = ledger(AT + 80, 'expired', 'access-1');
    expect(judged(fleetContagion, 4, [UNABLE, emptied, ...silent]).outcome).toBe('fail');
    expect(judged(fleetContagion, 4, [UNABLE, emptied, over, ...silent]).outcome).toBe(
      'inconclusive',
    );
  });

  test('work that fails with the store as it was has another reason', () => {
    expect(judged(fleetContagion, 4, [UNABLE, ...silent]).outcome).toBe('pass');
  });

  test('a store that is empty only in the middle of a write has infected nobody', () => {
    const full = looked(AT + 70, { access: 'access-1', refresh: 'refresh-1' });
    expect(judged(fleetContagion, 4, [UNABLE, emptied, full, ...silent]).outcome).toBe('pass');
  });

  test('nobody has failed whose refresh worked, and of nobody’s there is no telling', () => {
    const fine = refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece));
    for (const pieces of [fine, [renewed(AT, { status: 503 })]]) {
      expect(judged(fleetContagion, 4, [...pieces, ...silent])).toMatchObject({
        outcome: 'inconclusive',
        because: 'No session failed to refresh.',
      });
    }
  });

  test('a store that was empty before anybody failed was emptied for another reason', () => {
    const before = [looked(AT - 70, TORN), UNABLE, ...silent];
    expect(judged(fleetContagion, 4, before).outcome).toBe('pass');
  });

  test.each([
    ['was answered before one had failed', [by(2, answered('w1', AT - minutes(1)))]],
    ['is of the one that failed', [by(1, answered('w1', AT + minutes(1)))]],
    ['was not answered, with the store as it was', [by(2, failed('w1', AT + 500, HONEST))]],
  ])('work that %s says nothing of the others', (_, pieces) => {
    expect(judged(fleetContagion, 4, [UNABLE, ...pieces])).toMatchObject({
      outcome: 'inconclusive',
      because: 'No other session had work and a good token when one failed.',
    });
  });

  describe('the work of another', () => {
    const at = AT + minutes(1);
    const well = by(3, answered('w3', at));
    const infected = (piece: Piece, rest: Flight = {}) => {
      const pieces = [UNABLE, emptied, piece, well, ...(rest.pieces ?? [])];
      return judged(fleetContagion, 4, pieces, { ...rest, pieces });
    };

    test('is lost where its client has left, too', () => {
      expect(infected(by(2, lost('w2', at)))).toMatchObject({
        outcome: 'fail',
        measured: { value: 1 },
        because: expect.stringContaining('session 2 could not do w2'),
      });
    });

    test('is not held against anybody where it was begun before, or is no turn', () => {
      expect(infected(by(2, failed('w2', AT + 65, HONEST))).outcome).toBe('pass');
      expect(infected(by(2, deed('w2', 'status', at, { failed: 'No' }))).outcome).toBe('pass');
    });

    test.each([
      [T.span - 1, 'pass'],
      [T.span, 'pass'],
      [T.span + 1, 'fail'],
    ] as const)('has %d ms in which all is well', (left, outcome) => {
      const piece = by(2, failed('w2', at, HONEST));
      expect(infected(piece, { expiresAt: at + left }).outcome).toBe(outcome);
      const shed = { faults: [OVERLOAD], pieces: [open(0, at + left)] };
      expect(infected(piece, shed).outcome).toBe(outcome);
    });
  });
});
