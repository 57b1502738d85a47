import { describe, expect, test } from 'vitest';
import { rotCrossProcess } from '#checks/rot.cross-process.ts';
import { rotNoNeedless } from '#checks/rot.no-needless.ts';
import { rotNoReuse } from '#checks/rot.no-reuse.ts';
import { rotSingleFlight } from '#checks/rot.single-flight.ts';
import type { Check } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  attempt,
  by,
  type Flight,
  failed,
  flight,
  HONEST,
  ledger,
  open,
  type Piece,
  renewed,
} from './logs.ts';
import { keyed } from './orders.ts';
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

describe('rot.single-flight: what it tells of', () => {
  const rejected = (at: number, status = 401) => [0, 1].map((n) => asked(at + n, 'w1', { status }));
  const LATER = AT + minutes(20);
  const many = (count: number) =>
    Array.from({ length: count }, (_, n) =>
      renewed(LATER + n, { status: 400, token: 'refresh-2', took: 500 }),
    );
  const FIRST = refreshed(AT + 70, 'refresh-1', 2);

  test('is the time at which most were under way, and no more than six of them', () => {
    const finding = judged(rotSingleFlight, [...rejected(AT), ...FIRST, ...many(8)]);
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 8, unit: 'grants at once', compare: '<=', bound: 1 },
      because: expect.stringMatching(/^At 30:00 the client presented refresh-2 8 times/),
    });
    expect(finding.exhibits).toHaveLength(6);
    expect(finding.witness).toEqual([finding.exhibits[0]]);
  });

  test('is both of two that may have been at once', () => {
    const finding = judged(rotSingleFlight, many(2), { time: WARPED });
    expect(finding).toMatchObject({
      outcome: 'inconclusive',
      because: expect.stringContaining('or one after the other'),
    });
    expect(finding.exhibits).toHaveLength(2);
    expect(finding.witness).toEqual([finding.exhibits[0]]);
  });

  test('is the refresh that most requests needed', () => {
    const eight = Array.from({ length: 8 }, (_, n) => asked(LATER + n, 'w2', { status: 401 }));
    const [request, answer] = refreshed(LATER + 100, 'refresh-2', 3);
    const finding = judged(rotSingleFlight, [
      ...rejected(AT).slice(1),
      ...FIRST,
      ...eight,
      request!,
      answer!,
    ]);
    expect(finding).toMatchObject({
      outcome: 'pass',
      measured: { value: 1 },
      because: expect.stringMatching(/needed by 8 requests .* at 30:00\.$/),
    });
    expect(finding.witness).toHaveLength(6);
    // Each entry of a request stands before all of the refresh that it needed.
    expect(Math.min(...finding.exhibits)).toBeGreaterThan(Math.max(...finding.witness));
  });

  test('is nothing where the client never refreshed', () => {
    expect(judged(rotSingleFlight, rejected(AT))).toMatchObject({
      outcome: 'inconclusive',
      because: 'The client never refreshed.',
    });
  });

  const elsewhere = [0, 1].map((n) =>
    attempt(AT + n, { layer: 'http', role: 'other', status: 401, took: 60 }),
  );
  test.each([
    ['requests that were answered', rejected(AT, 200)],
    ['requests that were shed', rejected(AT, 529)],
    ['what another host turned away', elsewhere],
    ['what was turned away when it was over', rejected(AT + minutes(1))],
    ['one before it and one after', [...rejected(AT).slice(1), ...rejected(AT + 65).slice(1)]],
  ])('is no need that two had: %s', (_, pieces) => {
    expect(judged(rotSingleFlight, [...pieces, ...FIRST])).toMatchObject({
      outcome: 'inconclusive',
      because: 'No two requests needed a new token at the same time.',
    });
  });

  test('is no need of one session that another had', () => {
    const [one, other] = rejected(AT);
    const pieces = [by(1, one!), by(2, other!), ...FIRST.map((piece) => by(1, piece))];
    const given = { sessions: 2 };
    expect(judged(rotSingleFlight, pieces, { given }).outcome).toBe('inconclusive');
    const own = [by(1, one!), by(1, other!), ...pieces.slice(2)];
    expect(judged(rotSingleFlight, own, { given }).outcome).toBe('pass');
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

  describe('of several refreshes', () => {
    const needless = (...pieces: readonly Piece[]) =>
      judged(rotNoNeedless, [asked(0, 'w0', { status: 200 }), ...pieces]);

    test('counts those that were needless, and shows the first four', () => {
      const times = [1, 2, 3, 4, 5, 6].map((n) => renewed(minutes(n), { status: 503 }));
      const finding = needless(...times, renewed(minutes(57), { status: 503 }));
      expect(finding).toMatchObject({
        outcome: 'fail',
        measured: { value: 6, unit: 'refreshes', compare: '==', bound: 0 },
        because: expect.stringMatching(/^At 1:00 .* access-1 .*: 6 of 7 refreshes/),
      });
      // The look that shows how long the token had, and then the refreshes.
      expect(finding.exhibits).toHaveLength(1 + 4);
      expect(finding.witness).toEqual([finding.exhibits[0]]);
    });

    test('one that was denied has put nothing at risk', () => {
      expect(needless(...denied(AT, 'refresh-1')).outcome).toBe('pass');
    });

    test('one that comes after a lost answer to the same token has its reason', () => {
      const lost = unheard(AT, 'refresh-1');
      const after = [renewed(AT + 500, { status: 503 }), renewed(AT + 900, { status: 503 })];
      const finding = needless(lost, issues(AT + 30, 'refresh-1', 2), ...after);
      expect(finding).toMatchObject({ outcome: 'fail', measured: { value: 1 } });
      expect(finding.because).toContain('1 of 3 refreshes');
      const [, shown] = finding.exhibits;
      expect(shown).toBe(
        judged(rotNoNeedless, [asked(0, 'w0', { status: 200 }), lost]).exhibits[1],
      );
    });

    test('one after a lost answer to another token, or after a failure, has none', () => {
      const lost = [unheard(AT, 'refresh-1'), issues(AT + 30, 'refresh-1', 2)];
      const other = renewed(AT + 500, { status: 503, token: 'refresh-9' });
      expect(needless(...lost, other).measured).toMatchObject({ value: 2 });
      const failing = [renewed(AT, { status: 503 }), renewed(AT + 500, { status: 503 })];
      expect(needless(...failing).measured).toMatchObject({ value: 2 });
    });
  });

  const presents = [
    { kind: 'access', token: 'access-1' },
    { kind: 'capability', token: 'capability-1' },
  ] as const;
  const model = { layer: 'http', role: 'model', endpoint: 'messages', took: 60 } as const;

  test.each([
    ['forbidden', 'pass', asked(minutes(19), 'w1', { status: 403 })],
    ['among others', 'pass', attempt(minutes(19), { ...model, presents, status: 401 })],
    ['elsewhere', 'fail', attempt(minutes(19), { ...model, presents, role: 'other', status: 401 })],
    ['afterwards', 'fail', asked(minutes(21), 'w1', { status: 401 })],
    ['for another', 'fail', asked(minutes(19), 'w1', { status: 401, token: 'access-0' })],
  ] as const)('a token that was turned away: %s', (_, outcome, piece) => {
    expect(refreshing(minutes(40), [piece])).toBe(outcome);
  });

  test('a token that was there at boarding is taken for one of the usual lifetime', () => {
    const left = (ms: number) =>
      judged(
        rotNoNeedless,
        [asked(0, 'w0', { status: 200 }), ...refreshed(minutes(20) - ms, 'refresh-1', 2)],
        { expiresAt: minutes(20) },
      ).outcome;
    expect([minutes(15), minutes(15) + 1].map(left)).toEqual(['pass', 'fail']);
  });

  test('what became of a token later says nothing of how long it was good for', () => {
    const end = ledger(minutes(60), 'expired', 'access-1');
    expect(refreshing(minutes(40), [end])).toBe('fail');
  });

  test('is asked only where a token that was good for long has been used', () => {
    const idle = (...pieces: readonly Piece[]) => judged(rotNoNeedless, pieces).outcome;
    expect(idle(asked(AT, 'w1', { status: 200 }))).toBe('pass');
    expect(idle(keyed(AT, 'w1'))).toBe('inconclusive');
    expect(idle(attempt(AT, { layer: 'dns', role: 'model' }))).toBe('inconclusive');
    expect(idle(attempt(AT, { ...model, presents, role: 'other' }))).toBe('inconclusive');
    expect(idle(attempt(AT, { ...model, presents }))).toBe('pass');
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
    expect(concerns({ faults: [ANSWERS_LOST] })).toBe(true);
    expect(concerns({ faults: [ANSWERS_LOST, ...skewed] })).toBe(false);
    expect(concerns({ given: { ...scenario.given, serverAhead: minutes(5) } })).toBe(false);
  });
});
