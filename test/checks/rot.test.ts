import { describe, expect, test } from 'vitest';
import { rotCrossProcess } from '#checks/rot.cross-process.ts';
import { rotNoNeedless } from '#checks/rot.no-needless.ts';
import { rotNoReuse } from '#checks/rot.no-reuse.ts';
import { rotSingleFlight } from '#checks/rot.single-flight.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { answered, asked, by, type Flight, failed, flight, HONEST, open, renewed } from './logs.ts';
import {
  ANSWERS_LOST,
  denied,
  issues,
  killed,
  looked,
  refreshed,
  tells,
  unheard,
} from './rotations.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const AT = minutes(10);
const judged = (check: Check, pieces: Flight['pieces'] & object, rest: Flight = {}) =>
  check.judge(new Evidence(flight({ ...rest, pieces })));

describe('rot.single-flight', () => {
  const rejected = [0, 1].map((n) => asked(AT + n, 'w1', { status: 401 }));
  const FIRST = refreshed(AT + 70, 'refresh-1', 2);

  test('one that begins when the first is over is not at the same time', () => {
    const second = (at: number) => [...rejected, ...FIRST, renewed(at, { status: 400 })];
    expect(judged(rotSingleFlight, second(AT + 129)).outcome).toBe('fail');
    expect(judged(rotSingleFlight, second(AT + 130)).outcome).toBe('pass');
  });

  test('another token at the same time is another need', () => {
    const other = renewed(AT + 71, { status: 400, token: 'refresh-9' });
    expect(judged(rotSingleFlight, [...rejected, ...FIRST, other]).outcome).toBe('pass');
  });

  test('where time is warped, two at once may be one after the other, and three not', () => {
    const more = (count: number) =>
      Array.from({ length: count }, (_, n) => renewed(AT + 71 + n, { status: 400 }));
    const outcome = (count: number) =>
      judged(rotSingleFlight, [...rejected, ...FIRST, ...more(count)], { time: WARPED }).outcome;
    expect([0, 1, 2].map(outcome)).toEqual(['pass', 'inconclusive', 'fail']);
  });

  test('requests that were turned away one after the other needed it one after the other', () => {
    const apart = [0, 61].map((n) => asked(AT + n, 'w1', { status: 401 }));
    const pieces = [...apart, ...refreshed(AT + 200, 'refresh-1', 2)];
    expect(judged(rotSingleFlight, pieces).outcome).toBe('inconclusive');
  });

  test('two sessions are two processes', () => {
    const pieces = [
      ...FIRST.map((piece) => by(1, piece)),
      by(2, renewed(AT + 71, { status: 400 })),
    ];
    const { outcome } = judged(rotSingleFlight, pieces, { given: { sessions: 2 } });
    expect(outcome).toBe('inconclusive');
  });
});

describe('rot.cross-process', () => {
  const PAIR = { given: { sessions: 2 } } as const;
  const FIRST = refreshed(AT, 'refresh-1', 2).map((piece) => by(1, piece));
  const adopted = by(2, asked(AT + 500, 'w2', { status: 200, token: 'access-2' }));
  const severity = (given: Flight['given'] & object, more: Flight['pieces'] & object = []) =>
    judged(
      rotCrossProcess,
      [
        ...FIRST,
        by(2, renewed(AT + 100, { status: 200 })),
        issues(AT + 130, 'refresh-1', 3),
        ...more,
      ],
      { given: { ...PAIR.given, ...given } },
    );

  test('does not concern a client by itself', () => {
    const [order] = flight();
    if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
    expect(rotCrossProcess.concerns!(order)).toBe(false);
  });

  test('is graver where the server ends the login, and lighter where its grace mends it', () => {
    expect(severity({}).severity).toBe('sev2');
    expect(severity({ rotation: 'rotate-with-grace' }).severity).toBe('sev3');
    const stolen = tells(AT + 140, 'reused', 'refresh-1');
    expect(severity({}, [stolen]).severity).toBe('sev1');
  });

  test('whoever asks again after a refresh that failed races with nobody', () => {
    const failing = by(2, renewed(AT - 500, { status: 503 }));
    expect(judged(rotCrossProcess, [failing, ...FIRST, adopted], PAIR).outcome).toBe('pass');
  });

  test('an older login that is written over a newer one is a race that was lost', () => {
    const back = [
      looked(AT + 70, {}),
      looked(AT + 80, { access: 'access-1', refresh: 'refresh-1' }),
    ];
    expect(judged(rotCrossProcess, [...FIRST, ...back, adopted], PAIR).outcome).toBe('fail');
    const forth = [looked(AT + 70, {}), looked(AT + 80, {}, { look: 'act' }), adopted];
    expect(judged(rotCrossProcess, [...FIRST, ...forth], PAIR).outcome).toBe('pass');
  });

  test('what nobody can be held to, nobody is', () => {
    const unknown = renewed(AT + 1, { status: 400 });
    expect(judged(rotCrossProcess, [...FIRST, unknown, adopted], PAIR).outcome).toBe('pass');
  });
});

describe('rot.no-reuse', () => {
  const LOST = { faults: [ANSWERS_LOST] };
  const opened = open(0, minutes(5), minutes(45));
  const later = answered('w2', AT + minutes(5));
  const AMBIGUOUS = [
    opened,
    failed('w1', AT, HONEST),
    unheard(AT + 100, 'refresh-1'),
    issues(AT + 130, 'refresh-1', 2),
  ];

  test('a token whose successor has arrived is presented no more', () => {
    const first = refreshed(AT, 'refresh-1', 2);
    expect(judged(rotNoReuse, [...first, later]).outcome).toBe('pass');
    const again = renewed(AT + 61, { status: 400 });
    expect(judged(rotNoReuse, [...first, again, later]).outcome).toBe('fail');
  });

  test('who was killed has forgotten it', () => {
    const pieces = [
      ...refreshed(AT, 'refresh-1', 2),
      killed(AT + 61),
      renewed(AT + 70, { status: 400 }),
      later,
    ];
    expect(judged(rotNoReuse, pieces).outcome).toBe('pass');
  });

  test('a token whose successor stands in the store is presented no more', () => {
    const put = [
      ...issues(AT, 'refresh-1', 2).map((fact) => ({ ...fact, because: 'a copy of the login' })),
      ...looked(AT + 1, {}, { look: 'act' }),
    ];
    expect(judged(rotNoReuse, [put, later]).outcome).toBe('pass');
    const stale = renewed(AT + 50, { status: 400 });
    expect(judged(rotNoReuse, [put, stale, later]).outcome).toBe('fail');
    const blurred = judged(rotNoReuse, [put, stale, later], { time: WARPED });
    expect(blurred.outcome).toBe('pass');
  });

  test.each([
    [T.ambiguousPresentations - 1, 'pass'],
    [T.ambiguousPresentations, 'pass'],
    [T.ambiguousPresentations + 1, 'fail'],
  ] as const)('after an answer that was lost, %d more', (count, outcome) => {
    const more = Array.from({ length: count }, (_, n) =>
      renewed(AT + 500 + n * 200, { status: 503 }),
    );
    expect(judged(rotNoReuse, [...AMBIGUOUS, ...more, later], LOST).outcome).toBe(outcome);
  });

  test('the next piece of work may ask once more', () => {
    const pieces = [
      ...AMBIGUOUS,
      renewed(AT + 500, { status: 503 }),
      failed('w2', AT + minutes(5), HONEST),
      renewed(AT + minutes(5) + 50, { status: 503 }),
      answered('w3', AT + minutes(9)),
    ];
    expect(judged(rotNoReuse, pieces, LOST).outcome).toBe('pass');
  });

  test('a grant that the server never made has spent nothing', () => {
    const more = [100, 300, 500].map((n) => unheard(AT + n, 'refresh-1'));
    const pieces = [opened, failed('w1', AT, HONEST), ...more, later];
    expect(judged(rotNoReuse, pieces, LOST).outcome).toBe('inconclusive');
  });

  test('a denial after it is the matter of another check', () => {
    const pieces = [...AMBIGUOUS, ...denied(AT + 500, 'refresh-1', 'reused'), later];
    expect(judged(rotNoReuse, pieces, LOST).outcome).toBe('pass');
  });
});

describe('rot.no-needless', () => {
  const refreshing = (left: number, more: Flight['pieces'] & object = []) =>
    judged(
      rotNoNeedless,
      [asked(0, 'w0', { status: 200 }), ...more, ...refreshed(minutes(60) - left, 'refresh-1', 2)],
      { expiresAt: minutes(60) },
    ).outcome;
  const margin = Math.max(T.refreshEarliest, minutes(60) * T.refreshShare);

  test.each([
    [margin - 1, 'pass'],
    // The token was laid out two seconds before the flight: a quarter of that is its own, too.
    [margin + 500, 'pass'],
    [margin + 501, 'fail'],
  ] as const)('a token that has %d ms left', (left, outcome) => {
    expect(refreshing(left)).toBe(outcome);
  });

  test('a token that a service has turned away is no good for long', () => {
    expect(refreshing(minutes(40), [asked(minutes(19), 'w1', { status: 401 })])).toBe('pass');
    expect(refreshing(minutes(40), [asked(minutes(19), 'w1', { status: 529 })])).toBe('fail');
  });

  test('what somebody else has stored, nobody need have read', () => {
    const put = [
      ...tells(minutes(10), 'issued', 'access-9'),
      ...looked(minutes(10), { access: 'access-9', refresh: 'refresh-9' }, { look: 'act' }),
    ];
    expect(refreshing(minutes(40), [put])).toBe('pass');
  });

  test('does not concern whoever has a wrong clock about it', () => {
    const [order] = flight();
    if (order?.kind !== 'run.began') throw new Error('a log begins with its order');
    const { scenario } = order;
    const fault = { name: 'clock-skewed', layer: 'clock', role: 'client', params: {} } as const;
    const skewed = [{ fault, from: { on: 'start' }, until: 'the end' }] as const;
    const concerns = (more: object) =>
      rotNoNeedless.concerns!({ ...order, scenario: { ...scenario, ...more } });
    expect(concerns({})).toBe(true);
    expect(concerns({ faults: skewed })).toBe(false);
    expect(concerns({ given: { ...scenario.given, serverAhead: minutes(5) } })).toBe(false);
  });
});
