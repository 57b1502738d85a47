import { describe, expect, test } from 'vitest';
import { herdMetastable } from '#checks/herd.metastable.ts';
import { herdRecoveryPeak } from '#checks/herd.recovery-peak.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  BUSY,
  by,
  type Flight,
  failed,
  flight,
  OVERLOAD,
  open,
  type Piece,
} from './logs.ts';

const T = thresholds();
const START = minutes(10);
const REPAIR = START + seconds(10);
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('herd.recovery-peak', () => {
  /** One session that is turned away at once, and asks again so long after the repair. */
  const back = (n: number, after: number): readonly Piece[] =>
    [
      asked(START + 10, `w${n}`, { status: 529, struckBy: 0 }),
      asked(REPAIR + after, `w${n}`, { status: 200 }),
      answered(`w${n}`, START, seconds(60)),
    ].map((piece) => by(n + 1, piece));

  const fleet = (sessions: readonly (readonly Piece[])[], rest: Flight = {}) =>
    herdRecoveryPeak.judge(
      new Evidence(
        flight({
          faults: [OVERLOAD],
          given: { sessions: sessions.length },
          ...rest,
          pieces: [open(0, minutes(5), REPAIR), ...sessions.flat()],
        }),
      ),
    );

  /** So many of all within one second, and the others one by one after that. */
  const rush = (count: number, all: number) =>
    fleet(range(all).map((n) => back(n, n < count ? 500 : seconds(5) + n * seconds(1))));

  // Of 24 sessions nine are 0.375; 0.2 and what chance adds to it are 0.39.
  test.each([
    [8, 'pass', undefined],
    [9, 'pass', undefined],
    [10, 'fail', undefined],
    [12, 'fail', undefined],
    [13, 'fail', 'sev2'],
  ] as const)('%d of 24 sessions in one second: %s', (count, outcome, severity) => {
    const finding = rush(count, 24);
    expect(finding.outcome).toBe(outcome);
    expect(finding.severity).toBe(severity);
  });

  test('a fleet is twenty', () => {
    expect(rush(T.fleet - 1, T.fleet - 1).outcome).toBe('inconclusive');
    expect(rush(T.fleet, T.fleet).outcome).toBe('fail');
  });

  test('the larger the fleet, the less is left to chance', () => {
    // A third of them.
    expect(rush(8, 24).outcome).toBe('pass');
    expect(rush(32, 96).outcome).toBe('fail');
  });

  test('within a second means within a second, wherever it begins', () => {
    const apart = (gap: number) =>
      fleet(range(24).map((n) => back(n, n < 12 ? 900 : 900 + gap))).measured?.value;
    expect(apart(999)).toBe(1);
    expect(apart(1_000)).toBe(0.5);
  });

  test('who is spared the question has not come', () => {
    const spared = range(24).map((n) => back(n, 500).filter((_, piece) => n === 0 || piece !== 1));
    expect(fleet(spared)).toMatchObject({ outcome: 'pass', measured: { value: 1 / 24 } });
  });

  test('work that is handed over after the repair says nothing', () => {
    const later = range(24).map((n) =>
      [
        ...failed(`w${n}`, START, BUSY, { took: seconds(5) }).map((fact) => [fact]),
        asked(START + 10, `w${n}`, { status: 529, struckBy: 0 }),
        answered(`x${n}`, REPAIR + seconds(60)),
        asked(REPAIR + seconds(60), `x${n}`, { status: 200 }),
      ].map((piece) => by(n + 1, piece)),
    );
    expect(fleet(later).outcome).toBe('inconclusive');
  });

  test('it is asked of fleets, and where seconds can be told apart', () => {
    const concerns = (sessions: number, factor: number) =>
      herdRecoveryPeak.concerns?.(
        new Evidence(flight({ given: { sessions }, time: { kind: 'warped', factor } })).order,
      );
    expect(concerns(24, 24)).toBe(true);
    expect(concerns(24, 25)).toBe(false);
    expect(concerns(1, 1)).toBe(false);
  });
});

describe('herd.metastable', () => {
  /** Ten pieces of work before an overload and ten after, and what came for the latter. */
  const overload = (requests: number, done: number, from: number = minutes(50)) => {
    const before = range(10).flatMap((n) => [
      answered(`b${n}`, n * 10_000),
      asked(n * 10_000 + 10, `b${n}`, { status: 200 }),
    ]);
    const after = range(10).flatMap((n) => {
      const at = from + n * 10_000;
      const work = `a${n}`;
      return [n < done ? answered(work, at) : failed(work, at, BUSY)];
    });
    const load = range(requests).map((n) => asked(from + 10 + n, 'a0', { status: 200 }));
    return herdMetastable.judge(
      new Evidence(
        flight({
          faults: [OVERLOAD],
          given: { capacity: 2 },
          pieces: [
            open(0, minutes(5), minutes(45)),
            ...before,
            failed('w1', START, BUSY),
            asked(START, 'w1', { status: 529, struckBy: 0 }),
            ...after,
            ...load,
          ],
        }),
      ),
    ).outcome;
  };

  test.each([
    [10, 'pass'],
    [12, 'pass'],
    [13, 'fail'],
  ] as const)('%d requests for ten pieces of work', (requests, expected) => {
    expect(overload(requests, 10)).toBe(expected);
  });

  test('work that is not done is as bad as load that does not end', () => {
    expect(overload(10, 9)).toBe('fail');
  });

  test('what comes within a minute of the repair is backlog', () => {
    expect(overload(99, 10, minutes(45) + T.recovery)).toBe('fail');
    const within = overload(99, 10, minutes(45) + T.recovery - 100_000);
    expect(within).toBe('inconclusive');
  });

  test('an overload that turned nobody away shows nothing', () => {
    const pieces = [
      open(0, minutes(5), minutes(45)),
      answered('w1', 0),
      answered('w2', minutes(50)),
    ];
    const log = flight({ faults: [OVERLOAD], given: { capacity: 2 }, pieces });
    expect(herdMetastable.judge(new Evidence(log)).outcome).toBe('inconclusive');
  });

  test('it concerns nobody whose service has all the room there is', () => {
    const order = (given: Flight['given']) => new Evidence(flight({ given: given ?? {} })).order;
    expect(herdMetastable.concerns?.(order({}))).toBe(false);
    expect(herdMetastable.concerns?.(order({ capacity: 30 }))).toBe(true);
  });
});
