import { describe, expect, test } from 'vitest';
import { isoBreaker } from '#checks/iso.breaker.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  by,
  type Flight,
  failed,
  flight,
  OVERLOAD,
  open,
  type Piece,
  renewed,
  type Timed,
} from './logs.ts';

const T = thresholds();
const range = (count: number) => Array.from({ length: count }, (_, n) => n);
const at = (n: number) => minutes(6 + n);

/** One piece of work for which the model is asked at these times, and turns it away. */
const inVain = (n: number, times: readonly number[], status = 529): readonly Piece[] => [
  failed(`w${n}`, at(n), 'Busy.', { took: seconds(55) }),
  ...times.map((time) =>
    asked(at(n) + time, `w${n}`, { status, ...(status === 529 && { struckBy: 0 }) }),
  ),
];

const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  isoBreaker.judge(
    new Evidence(
      flight({
        faults: [OVERLOAD],
        declares: { breaker: true },
        ...rest,
        pieces: [open(0, minutes(5), minutes(45)), ...pieces],
      }),
    ),
  );

const failing = (count: number) => range(count).flatMap((n) => inVain(n, [0, 500]));

/** The same of work that nobody else has. */
const renamed = (session: number, piece: Piece): Piece => {
  const own = (facts: readonly Timed[]) =>
    facts.map((fact) =>
      'work' in fact ? ({ ...fact, work: `${session}-${fact.work}` } as Timed) : fact,
    );
  return typeof piece === 'function' ? (number) => own(piece(number)) : own(piece);
};

describe('iso.breaker', () => {
  test.each([
    [T.breakerFailures - 1, 'inconclusive'],
    [T.breakerFailures, 'fail'],
  ] as const)('two requests after %d failures', (count, expected) => {
    expect(judged([...failing(count), ...inVain(count, [0, 500])]).outcome).toBe(expected);
  });

  test.each([
    [T.breakerPeriod - 1, 'fail'],
    [T.breakerPeriod, 'pass'],
  ] as const)('a second request after %d ms', (ms, expected) => {
    expect(judged([...failing(5), ...inVain(5, [0, ms])]).outcome).toBe(expected);
  });

  test('two looks of different pieces of work are two looks', () => {
    const look = (n: number, from: number) => [
      failed(`w${n}`, from, 'Busy.', { took: 1_000 }),
      asked(from + 10, `w${n}`, { status: 529, struckBy: 0 }),
    ];
    const second = (ms: number) =>
      judged([...failing(5), ...look(5, at(5)), ...look(6, at(5) + ms)]);
    expect(second(T.breakerPeriod)).toMatchObject({ outcome: 'pass', measured: { value: 1 } });
    expect(second(T.breakerPeriod - 1)).toMatchObject({ outcome: 'fail', measured: { value: 2 } });
  });

  test('of several that did not hold, tells of the one that was asked most', () => {
    const looks = (session: number, times: readonly number[]) =>
      [...failing(5), ...inVain(5, times)].map((piece) => by(session, renamed(session, piece)));
    const finding = judged([
      ...looks(1, [0, 500]),
      ...looks(2, [100, 600, 1_100, 1_600]),
      ...looks(3, [0, 500, 1_000]),
    ]);
    expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 4, bound: 1 } });
    expect(finding.exhibits).toHaveLength(4);
  });

  test('work for which the service was not asked is no failure, and no look', () => {
    const pieces = [...failing(4), failed('x', at(4), 'No.'), ...inVain(5, [0, 500])];
    expect(judged(pieces).outcome).toBe('inconclusive');
  });

  test('an answer closes it, and a refusal comes from somebody who is there', () => {
    const served = [answered('w5', at(5)), asked(at(5), 'w5', { status: 200 })];
    const then = inVain(6, [0, 500]);
    expect(judged([...failing(5), ...served, ...then]).outcome).toBe('pass');
    expect(judged([...failing(4), ...inVain(4, [0], 403), ...then]).outcome).toBe('inconclusive');
    expect(judged([...failing(5), ...inVain(5, [0], 401), ...then]).outcome).toBe('pass');
    const anew = [...inVain(0, [0], 403), ...range(4).flatMap((n) => inVain(n + 1, [0, 500]))];
    expect(judged([...anew, ...inVain(5, [0, 500])]).outcome).toBe('inconclusive');
  });

  test('what follows the look that was answered is work like any other', () => {
    const pieces = [
      answered('w5', at(5), 2_000),
      ...[0, 200, 400].map((time) => asked(at(5) + time, 'w5', { status: 200 })),
    ];
    expect(judged([...failing(5), ...pieces]).outcome).toBe('pass');
  });

  test('each service and each session has its own', () => {
    const grants = [0, 500].map((time) => renewed(at(5) + time, { status: 503, struckBy: 0 }));
    const other = [...grants, failed('w5', at(5), 'No.')];
    expect(judged([...failing(5), ...other]).outcome).toBe('inconclusive');
    const sibling = inVain(5, [0, 500]).map((piece) => by(2, piece));
    const own = failing(5).map((piece) => by(1, piece));
    expect(judged([...own, ...sibling]).outcome).toBe('inconclusive');
  });

  test('a machine that is held up speaks for the client', () => {
    const time = { kind: 'warped', factor: 10 } as const;
    const second = (ms: number) => judged([...failing(5), ...inVain(5, [0, ms])], { time }).outcome;
    expect(second(T.breakerPeriod - 10 * T.stall)).toBe('pass');
    expect(second(T.breakerPeriod - 10 * T.stall - 1)).toBe('fail');
  });

  test('it is not asked where half a minute cannot be told', () => {
    const concerns = (factor: number) =>
      isoBreaker.concerns?.(
        new Evidence(flight({ declares: { breaker: true }, time: { kind: 'warped', factor } }))
          .order,
      );
    expect(concerns(29)).toBe(true);
    expect(concerns(30)).toBe(false);
  });

  test('it concerns nobody who does not say that they have one', () => {
    const order = (declares: Flight['declares']) =>
      new Evidence(flight({ ...(declares && { declares }) })).order;
    expect(isoBreaker.concerns?.(order(undefined))).toBe(false);
    expect(isoBreaker.concerns?.(order({ fallback: true }))).toBe(false);
    expect(isoBreaker.concerns?.(order({ breaker: true }))).toBe(true);
  });
});
