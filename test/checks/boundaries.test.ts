import { describe, expect, test } from 'vitest';
import { boundNoHang } from '#checks/bound.no-hang.ts';
import { keepValidToken } from '#checks/keep.valid-token.ts';
import { retryAttempts } from '#checks/retry.attempts.ts';
import { retryBackoff } from '#checks/retry.backoff.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { TABLE, thresholds } from '#core/thresholds.ts';
import {
  answered,
  asked,
  type Flight,
  failed,
  flight,
  NAME_GONE,
  noName,
  OVERLOAD,
  open,
  pending,
  renewed,
  told,
} from './logs.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const outcome = (check: Check, story: Flight) => check.judge(new Evidence(flight(story))).outcome;
const range = (count: number) => Array.from({ length: count }, (_, n) => n);
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));

/** Work that takes so long, with a sign every ten seconds. */
const lasting = (ms: number, first: Flight['pieces'] & object): Flight['pieces'] & object => [
  OPEN,
  ...first,
  ...range(Math.floor(ms / seconds(10))).map((n) =>
    told(START + n * seconds(10), 'Trying', 'retry'),
  ),
  failed('w1', START, 'Failed.', { took: ms }),
];

test('every number has a source, and the unattended are given more time, not less', () => {
  for (const row of Object.values(TABLE)) {
    expect(row.source).not.toBe('');
    expect(row.value.unattended).toBeGreaterThanOrEqual(row.value.headless);
  }
});

describe('bound.no-hang', () => {
  const faults = [NAME_GONE];
  test.each([
    [T.auth - 1, 'pass'],
    [T.auth, 'pass'],
    [T.auth + 1, 'fail'],
  ] as const)('work that cannot authenticate for %d ms', (ms, expected) => {
    const pieces = lasting(ms, [noName(START + 10)]);
    expect(outcome(boundNoHang, { faults, pieces })).toBe(expected);
  });

  test.each([
    [T.model - 1, 'pass'],
    [T.model, 'pass'],
    [T.model + 1, 'fail'],
  ] as const)('work that a busy model keeps waiting for %d ms', (ms, expected) => {
    const pieces = lasting(ms, [asked(START + 10, 'w1', { status: 529, struckBy: 0 })]);
    expect(outcome(boundNoHang, { faults: [OVERLOAD], pieces })).toBe(expected);
  });

  test('tells of the wait that came nearest to its bound, or went furthest beyond it', () => {
    const pieces = [...lasting(seconds(50), [noName(START + 10)]), answered('w2', 0, seconds(19))];
    const { measured } = boundNoHang.judge(new Evidence(flight({ faults, pieces })));
    expect(measured).toMatchObject({ value: 19, bound: 20 });
  });

  test('trouble with the model as well as with sign-in gives the model its time', () => {
    const both = [noName(START + 10), asked(START + 20, 'w1', { status: 529, struckBy: 1 })];
    const pieces = [open(1, 0), ...lasting(T.auth + 1, both)];
    expect(outcome(boundNoHang, { faults: [NAME_GONE, OVERLOAD], pieces })).toBe('pass');
  });

  test.each([
    [T.refreshAnswer, 'pass'],
    [T.refreshAnswer + 1, 'fail'],
  ] as const)('a refresh whose answer is waited for for %d ms', (took, expected) => {
    const pieces = lasting(T.auth, [renewed(START + 10, { status: 200, took })]);
    expect(outcome(boundNoHang, { pieces })).toBe(expected);
  });

  test.each([
    [T.silentStream, 'headless', 'pass'],
    [T.silentStream + 1, 'headless', 'fail'],
    [T.silentStream + 1, 'unattended', 'fail'],
  ] as const)('a silent stream that is kept to for %d ms, %s', (took, mode, expected) => {
    const effect = { stream: 'silence', after: { events: 3 } } as const;
    const silent = asked(START + 10, 'w1', { status: 200, struckBy: 0, effect, took });
    const pieces = lasting(took + seconds(5), [silent]);
    expect(outcome(boundNoHang, { faults: [OVERLOAD], pieces, mode })).toBe(expected);
  });

  test.each([
    [T.sign - 1, 'pass'],
    [T.sign, 'pass'],
    [T.sign + 1, 'fail'],
  ] as const)('a silence of %d ms', (ms, expected) => {
    const pieces = [answered('w1', START, ms)];
    expect(outcome(boundNoHang, { pieces })).toBe(expected);
  });

  test.each([
    [T.sign + 60 * T.stall, 'pass'],
    [T.sign + 60 * T.stall + 1, 'fail'],
  ] as const)('a silence of %d ms in warped time', (ms, expected) => {
    expect(outcome(boundNoHang, { time: WARPED, pieces: [answered('w1', START, ms)] })).toBe(
      expected,
    );
  });

  test('a wait that was announced is no silence until it is over', () => {
    const silence = (ms: number) => [
      told(START, 'ENOTFOUND: attempt 1 failed, again in 32 s', 'retry'),
      answered('w1', START, ms),
    ];
    expect(outcome(boundNoHang, { pieces: silence(seconds(32) + T.sign) })).toBe('pass');
    expect(outcome(boundNoHang, { pieces: silence(seconds(32) + T.sign + 1) })).toBe('fail');
  });

  test('a line that names a cause is a sign, and no sign when it is the same line again', () => {
    const said = (at: number, text: string) => [
      { at, kind: 'client.said', stream: 'stderr', text } as const,
    ];
    const lines = (second: string) => [
      said(START + seconds(15), 'getaddrinfo ENOTFOUND, attempt 1'),
      said(START + seconds(30), second),
      answered('w1', START, seconds(45)),
    ];
    expect(outcome(boundNoHang, { pieces: lines('getaddrinfo ENOTFOUND, attempt 2') })).toBe(
      'pass',
    );
    expect(outcome(boundNoHang, { pieces: lines('getaddrinfo ENOTFOUND, attempt 1') })).toBe(
      'fail',
    );
    expect(outcome(boundNoHang, { pieces: lines('⠧') })).toBe('fail');
  });

  test.each([
    [T.sign, 'inconclusive'],
    [T.sign + 1, 'fail'],
  ] as const)('work that is pending %d ms before the log ends', (ms, expected) => {
    const farewell = [{ at: START + ms, kind: 'run.ended' }] as const;
    expect(outcome(boundNoHang, { pieces: [pending('w1', START)], farewell })).toBe(expected);
  });
});

test.each([
  [T.span, 'inconclusive'],
  [T.span + 1, 'fail'],
] as const)('keep.valid-token asks of a token that has %d ms to live', (life, expected) => {
  const pieces = [OPEN, noName(START + 20), failed('w1', START, 'Failed.')];
  const story = { faults: [NAME_GONE], expiresAt: START + life, pieces };
  expect(outcome(keepValidToken, story)).toBe(expected);
});

describe('retry.attempts', () => {
  test.each([
    [T.modelAttempts - 1, 'pass'],
    [T.modelAttempts, 'pass'],
    [T.modelAttempts + 1, 'fail'],
  ] as const)('%d attempts at one answer', (count, expected) => {
    const pieces = [
      OPEN,
      ...range(count).map((n) => asked(START + n * seconds(4), 'w1', { status: 529, struckBy: 0 })),
      failed('w1', START, 'Busy.', { took: minutes(1) }),
    ];
    expect(outcome(retryAttempts, { faults: [OVERLOAD], pieces })).toBe(expected);
  });

  test.each([
    [T.refreshPeriod - 1, 'fail'],
    [T.refreshPeriod, 'pass'],
    [T.refreshPeriod + 1, 'pass'],
  ] as const)('a fourth attempt to refresh after %d ms', (ms, expected) => {
    const pieces = [OPEN, ...[0, 1_000, 2_000, ms].map((at) => noName(START + at))];
    expect(outcome(retryAttempts, { faults: [NAME_GONE], pieces })).toBe(expected);
    const warped = { faults: [NAME_GONE], pieces, time: WARPED } as const;
    expect(outcome(retryAttempts, warped)).toBe('pass');
  });

  test('a new token starts the count anew', () => {
    const burst = (at: number) => [
      renewed(at, { status: 503, struckBy: 0 }),
      renewed(at + 1_000, { status: 503, struckBy: 0 }),
      renewed(at + 3_000, { status: 200 }),
    ];
    const pieces = [OPEN, ...burst(START), ...burst(START + seconds(10))];
    expect(outcome(retryAttempts, { faults: [NAME_GONE], pieces })).toBe('pass');
  });

  test.each([
    [T.refusedPresentations - 1, 'pass'],
    [T.refusedPresentations, 'pass'],
    [T.refusedPresentations + 1, 'fail'],
  ] as const)('a refused token that is shown %d times more', (count, expected) => {
    const pieces = [
      ...range(count + 1).map((n) => asked(START + n * 500, 'w1', { status: 401 })),
      failed('w1', START, '401', { took: seconds(10) }),
    ];
    expect(outcome(retryAttempts, { pieces })).toBe(expected);
  });
});

describe('retry.backoff', () => {
  /** Attempts that each take 60 ms, with these waits between them. */
  const waiting = (waits: readonly number[], work = 'w1', from: number = START) => {
    let at = from;
    const tries = [0, ...waits].map((wait, index) => {
      at += wait + (index > 0 ? 60 : 0);
      return asked(at, work, { status: 529, struckBy: 0 });
    });
    return [...tries, failed(work, from, 'Busy.', { took: at - from + 100 })];
  };
  const judged = (pieces: Flight['pieces'] & object, time?: Flight['time']) =>
    outcome(retryBackoff, { faults: [OVERLOAD], pieces: [OPEN, ...pieces], ...(time && { time }) });

  test.each([
    [T.firstWait - 1, 'fail'],
    [T.firstWait, 'pass'],
    [T.firstWait + 1, 'pass'],
  ] as const)('a first wait of %d ms', (ms, expected) => {
    expect(judged(waiting([ms]))).toBe(expected);
  });

  test.each([
    [T.anyWait - 1, 'fail'],
    [T.anyWait, 'pass'],
    [T.anyWait + 1, 'pass'],
  ] as const)('a later wait of %d ms', (ms, expected) => {
    expect(judged(waiting([200, 400, ms]))).toBe(expected);
  });

  test('five waits that have not grown tell, and four do not', () => {
    const works = (count: number) =>
      range(count).flatMap((n) => waiting([1_000, 1_000], `w${n}`, START + n * minutes(1)));
    expect(judged(works(4))).toBe('pass');
    expect(judged(works(5))).toBe('fail');
  });

  test('of ten waits two may have grown by chance, and three tell', () => {
    const works = (grown: number) =>
      range(5).flatMap((n) => {
        const waits = n < grown ? [1_000, 1_500, 1_500] : [1_000, 1_000, 1_000];
        return waiting(waits, `w${n}`, START + n * minutes(1));
      });
    expect(judged(works(2))).toBe('fail');
    expect(judged(works(3))).toBe('pass');
  });

  test.each([
    [1_499, 'fail'],
    [1_500, 'pass'],
  ] as const)('a wait of %d ms after one of 1,000 ms', (ms, expected) => {
    const works = range(5).flatMap((n) => waiting([1_000, ms], `w${n}`, START + n * minutes(1)));
    expect(judged(works)).toBe(expected);
  });

  test.each([
    [11_999, 'fail'],
    [12_000, 'pass'],
  ] as const)('in warped time, a wait of %d ms after one of 10,000 ms', (ms, expected) => {
    // 1.2 s of resolution speak for the client at either end.
    const works = range(5).flatMap((n) => waiting([10_000, ms], `w${n}`, START + n * minutes(1)));
    expect(judged(works, WARPED)).toBe(expected);
  });

  test('waits that the server asked for need not grow, and shorter ones do', () => {
    const effect = { refuse: 'rate-limited', status: 429, retryAfter: { seconds: 17 } } as const;
    const works = (ms: number) =>
      range(5).flatMap((n) => {
        const from = START + n * minutes(2);
        const tries = [0, 1, 2].map((index) =>
          asked(from + index * (ms + 60), `w${n}`, { status: 429, struckBy: 0, effect }),
        );
        return [...tries, failed(`w${n}`, from, 'Busy.', { took: 3 * ms })];
      });
    expect(judged(works(17_000))).toBe('pass');
    expect(judged(works(16_999))).toBe('fail');
  });

  test('what cannot be measured in warped time is never held against the client', () => {
    expect(judged(waiting([0, 0, 0, 0]), WARPED)).toBe('inconclusive');
    expect(judged(waiting([1_000, 1_000, 1_000]), WARPED)).toBe('pass');
  });
});
