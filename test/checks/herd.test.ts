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
  NAME_GONE,
  OVERLOAD,
  open,
  type Piece,
  pending,
  renewed,
} from './logs.ts';
import { as } from './orders.ts';

const T = thresholds();
const START = minutes(10);
const REPAIR = START + seconds(10);
const TWO: Flight = { faults: [OVERLOAD, OVERLOAD] };
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

  test('each counts once, by the first time that it asks, in whatever order they come', () => {
    const twice = range(24).map((n) => [
      ...back(n, (24 - n) * seconds(1)),
      by(n + 1, asked(REPAIR + (24 - n) * seconds(1) + 100, `w${n}`, { status: 200 })),
    ]);
    expect(fleet(twice)).toMatchObject({ outcome: 'pass', measured: { value: 1 / 24 } });
    // Of the twelve who come within a second, the first is the last by its number.
    const mixed = range(24).map((n) => back(n, n % 2 === 0 ? 3_900 - n * 10 : n * 2_000 + 5_000));
    expect(fleet(mixed)).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('12 asked within the same second, from 10:13 on; 9 was'),
    });
  });

  test('tells of the worst of two repairs', () => {
    const SECOND = REPAIR + minutes(5);
    const again = range(24).flatMap((n) =>
      [
        asked(SECOND - seconds(20), `x${n}`, { status: 529, struckBy: 1 }),
        asked(SECOND + 500, `x${n}`, { status: 200 }),
        answered(`x${n}`, SECOND - seconds(21), seconds(60)),
      ].map((piece) => by(n + 1, piece)),
    );
    const windows = open(1, SECOND - seconds(30), SECOND);
    const gently = range(24).map((n) => back(n, n * seconds(1)));
    expect(fleet([...gently, [windows, ...again]], TWO)).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('the repair at 15:10, 24 asked'),
      measured: { value: 1 },
    });
  });

  test('asks nothing of the end of one fault while another goes on', () => {
    const rushing = range(24).map((n) => back(n, 500));
    const still = open(1, minutes(6), REPAIR + minutes(5));
    expect(fleet([...rushing, [still]], TWO).outcome).toBe('inconclusive');
  });

  test('a fault that never ends is no repair', () => {
    const waiting = range(24).map((n) => back(n, 500).filter((_, piece) => piece !== 1));
    const pieces = [open(0, minutes(5)), ...waiting.flat()];
    const log = flight({ faults: [OVERLOAD], given: { sessions: 24 }, pieces });
    expect(herdRecoveryPeak.judge(new Evidence(log))).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('No 20 sessions were waiting for the same service'),
    });
  });

  test('where nobody comes back it shows who waited', () => {
    const waiting = range(24).map((n) => back(n, 500).filter((_, piece) => piece !== 1));
    const found = fleet(waiting);
    expect(found).toMatchObject({
      outcome: 'pass',
      because:
        'Of 24 sessions that waited for the repair at 10:10, 0 asked within the same second.',
    });
    expect(found.exhibits).toEqual(found.witness);
    expect(found.exhibits).toHaveLength(6);
  });

  test('nobody waits whose request was answered, or whose work is over by then', () => {
    const served = range(24).map((n) => [
      ...back(n, 500),
      by(n + 1, asked(START + 200, `w${n}`, { status: 200 })),
    ]);
    expect(fleet(served).outcome).toBe('inconclusive');
    const over = (took: number) =>
      fleet(
        range(24).map((n) => [
          ...back(n, 500).slice(0, 2),
          by(n + 1, failed(`w${n}`, START, BUSY, { took })),
        ]),
      ).outcome;
    expect(over(REPAIR - START)).toBe('inconclusive');
    expect(over(REPAIR - START + 1)).toBe('pass');
  });

  test('what one client alone had to do is no fleet', () => {
    const alone = range(24).map((n) => [
      asked(START + 10, `w${n}`, { status: 529, struckBy: 0 }),
      asked(REPAIR + 500, `w${n}`, { status: 200 }),
      answered(`w${n}`, START, seconds(60)),
    ]);
    expect(fleet(alone).outcome).toBe('inconclusive');
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
  const OVER = open(0, minutes(5), minutes(45));
  const SHED = asked(START, 'w1', { status: 529, struckBy: 0 });
  const FROM = minutes(45) + T.recovery;
  const LATER = minutes(50);
  /** Pieces of work from a moment on, of which so many are done, and so many requests for them. */
  const served = (from: number, count: number, done: number, requests: number) => [
    ...range(count).map((n) =>
      n < done
        ? answered(`w${from}-${n}`, from + n * 1_000)
        : failed(`w${from}-${n}`, from + n * 1_000, BUSY, { took: 200 }),
    ),
    ...range(requests).map((n) => asked(from + 10 + n, `w${from}-0`, { status: 200 })),
  ];
  const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
    herdMetastable.judge(
      new Evidence(flight({ faults: [OVERLOAD], given: { capacity: 2 }, ...rest, pieces })),
    );
  const traffic = (pieces: readonly Piece[], rest: Flight = {}) =>
    judged([OVER, SHED, ...pieces], rest);

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

  test('compares each piece of work with each, however many there were, or failed', () => {
    // Eight of ten were done, with two requests each; then four of five, with 2.4.
    const found = traffic([...served(0, 10, 8, 20), ...served(LATER, 5, 4, 12)]);
    expect(found).toMatchObject({
      outcome: 'pass',
      because:
        'From 46:00 on, 12 requests came for 5 pieces of work, 80 % of which were done; before, ' +
        'it was 20 for 10, and 80 %.',
      measured: { value: 1, unit: 'of the goodput', compare: '>=', bound: T.goodputBack },
    });
    expect(traffic([...served(0, 10, 8, 20), ...served(LATER, 5, 4, 13)])).toMatchObject({
      outcome: 'fail',
      measured: { value: 1.3, unit: 'of the load', compare: '<=', bound: T.loadBack },
    });
  });

  test.each([
    [19, 'pass'],
    [18, 'fail'],
  ] as const)('%d of twenty that are done, of as many as before', (done, outcome) => {
    expect(traffic([...served(0, 20, 20, 20), ...served(LATER, 20, done, 20)])).toMatchObject({
      outcome,
      because: expect.stringContaining(`20 pieces of work, ${done * 5} % of which were done`),
      measured: { value: done / 20, unit: 'of the goodput', bound: T.goodputBack },
    });
  });

  test('counts what was handed over before the fault, and a minute after the last repair', () => {
    const early = served(0, 1, 1, 1);
    const counted = (at: number, rest: Flight = {}, more: readonly Piece[] = []) =>
      traffic([...early, ...served(LATER, 1, 1, 1), ...served(at, 1, 0, 1), ...more], rest).because;
    expect(counted(minutes(5) - 1)).toContain('1 requests came for 1 ');
    expect(counted(minutes(5) - 1)).toContain('for 2, and 50 %');
    expect(counted(minutes(5))).toContain('for 1, and 100 %');
    expect(counted(FROM - 1)).toContain('came for 1 pieces');
    expect(counted(FROM)).toContain('came for 2 pieces');
    const second = open(1, minutes(10), minutes(48));
    expect(counted(FROM, TWO, [second])).toContain('From 49:00 on, 1 requests came for 1 pieces');
  });

  test('leaves out what never ended, and what is no turn', () => {
    const rest = [...as('status', answered('s1', LATER)), ...pending('p1', LATER + minutes(1))];
    expect(traffic([...served(0, 4, 4, 4), ...served(LATER, 4, 4, 4), rest])).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('4 requests came for 4 pieces of work, 100 %'),
    });
  });

  test('shows what was asked in the order of the log, whoever asked', () => {
    const [first, second] = [served(LATER, 1, 1, 1), served(LATER + seconds(5), 1, 1, 1)];
    const of = (session: number, pieces: readonly Piece[]) => pieces.map((one) => by(session, one));
    // The second session asked first in the run, and last after the repair.
    const pieces = [...of(2, served(0, 1, 1, 1)), ...of(1, first), ...of(2, second)];
    const { exhibits } = traffic(pieces);
    expect(exhibits).toHaveLength(3);
    expect(exhibits).toEqual(exhibits.toSorted((one, other) => one - other));
  });

  test('says why it can say nothing', () => {
    const [before, after] = [served(0, 1, 1, 1), served(LATER, 1, 1, 1)];
    const missing = 'no work both before the overload and long enough after it';
    const said = (because: string) => ({
      outcome: 'inconclusive',
      because: expect.stringContaining(because),
    });
    expect(traffic(after)).toMatchObject(said(missing));
    expect(traffic(before)).toMatchObject(said(missing));
    const unending = [open(0, minutes(5)), SHED, ...before, ...after];
    expect(judged(unending)).toMatchObject(said('No overload came to an end'));
    expect(judged([OVER, ...before, ...after])).toMatchObject(said('Nobody was turned away'));
  });

  test.each([
    ['with a 500 by the model', asked(START, 'w1', { status: 500, struckBy: 0 }), 'pass'],
    ['with a 499 by the model', asked(START, 'w1', { status: 499 }), 'inconclusive'],
    ['by sign-in', renewed(START, { status: 503 }), 'inconclusive'],
    ['just before the repair', asked(minutes(45) - 1, 'w1', { status: 529 }), 'pass'],
    ['only once it was over', asked(minutes(45), 'w1', { status: 529 }), 'inconclusive'],
  ] as const)('turned away %s', (_, shed, expected) => {
    const work = [...served(0, 1, 1, 1), ...served(LATER, 1, 1, 1)];
    expect(judged([OVER, shed, ...work]).outcome).toBe(expected);
  });

  test('does not wait for the end of what is wrong with sign-in', () => {
    const work = [...served(0, 1, 1, 1), ...served(LATER, 1, 1, 1)];
    const faults = [OVERLOAD, NAME_GONE];
    expect(traffic([...work, open(1, minutes(20))], { faults }).outcome).toBe('pass');
    expect(traffic([...work, open(1, 0, minutes(20))], { faults }).because).toContain('for 1, and');
  });

  test('it concerns nobody whose service has all the room there is', () => {
    const order = (given: Flight['given']) => new Evidence(flight({ given: given ?? {} })).order;
    expect(herdMetastable.concerns?.(order({}))).toBe(false);
    expect(herdMetastable.concerns?.(order({ capacity: 30 }))).toBe(true);
  });
});
