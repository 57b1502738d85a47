import { describe, expect, test } from 'vitest';
import { retryBackoff } from '#checks/retry.backoff.ts';
import { minutes, seconds } from '#core/duration.ts';
import type { HttpEffect } from '#core/effect.ts';
import { Evidence } from '#core/evidence.ts';
import {
  amidTrouble,
  answered,
  asked,
  type Flight,
  failed,
  flight,
  type Piece,
  renewed,
} from './logs.ts';

const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  retryBackoff.judge(new Evidence(amidTrouble(pieces, rest)));

describe('retry.backoff', () => {
  /** Attempts that each take 60 ms, with these waits between them. */
  const waiting = (
    waits: readonly number[],
    work = 'w1',
    from: number = START,
    effect?: HttpEffect & { readonly status: number },
  ) => {
    let at = from;
    const tries = [0, ...waits].map((wait, index) => {
      at += wait + (index > 0 ? 60 : 0);
      const { status } = effect ?? { status: 529 };
      return asked(at, work, { status, struckBy: 0, ...(effect && { effect }) });
    });
    return [...tries, failed(work, from, 'Busy.', { took: at - from + 100 })];
  };
  const works = (
    count: number,
    waits: readonly number[],
    effect?: HttpEffect & { readonly status: number },
  ) => range(count).flatMap((n) => waiting(waits, `w${n}`, START + n * minutes(2), effect));

  test('asks nothing of a client whose every attempt was answered', () => {
    const tries = [0, 100].map((time) => asked(START + time, 'w1', { status: 200 }));
    expect(judged([...tries, answered('w1', START)]).outcome).toBe('inconclusive');
  });

  test('shows the first attempt that failed', () => {
    const first = asked(minutes(6), 'w0', { status: 200 });
    const pieces = [first, answered('w0', minutes(6)), ...waiting([])];
    const log = flight({ pieces });
    const struck = log.findLast(({ kind }) => kind === 'attempt.began')!;
    expect(retryBackoff.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      witness: [struck.seq],
    });
  });

  test('tells how many waits have grown, of how many, where there are enough', () => {
    const finding = judged(works(5, [1_000, 1_000]));
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 0, unit: 'waits grown', bound: 1 },
      because: 'Only 0 of 5 waits were longer by half than the one before; 1 was the least.',
    });
    expect([finding.witness, finding.exhibits].map(({ length }) => length)).toEqual([1, 4]);
    const grown = judged(works(5, [1_000, 2_000]));
    expect(grown).toMatchObject({
      outcome: 'pass',
      measured: { value: 5, bound: 1 },
      because: expect.stringMatching(/waited 1 s or more, and 5 of 5 waits .* the one before\.$/),
    });
    const few = judged(works(4, [1_000, 1_000]));
    expect(few.measured).toBeUndefined();
    expect(few.because).toContain('too few to tell whether they grow');
  });

  test('tells of a wait that is too short to be measured', () => {
    const finding = judged(waiting([90]), { time: WARPED });
    expect(finding).toMatchObject({
      outcome: 'inconclusive',
      because:
        'The client asked again within 90 ms at 10:00, which is less than can be measured here.',
    });
    expect([finding.witness, finding.exhibits].map(({ length }) => length)).toEqual([1, 2]);
  });

  test('in warped time, a wait that may be as long as was asked for need not grow', () => {
    const effect = { refuse: 'rate-limited', status: 429, retryAfter: { seconds: 17 } } as const;
    const of = (ms: number) => judged(works(5, [ms, ms], effect), { time: WARPED }).outcome;
    expect(of(17_000)).toBe('pass');
    expect(of(17_000 - 1_200)).toBe('pass');
    expect(of(17_000 - 1_201)).toBe('fail');
  });

  test('sessions that share a login wait for each other, and not ever longer', () => {
    const pieces = range(5).flatMap((n) => [
      ...[0, 1_060, 2_120].map((time) =>
        renewed(START + n * minutes(2) + time, { status: 503, struckBy: 1 }),
      ),
      failed(`w${n}`, START + n * minutes(2), 'No token.', { took: seconds(9) }),
    ]);
    expect(judged(pieces).outcome).toBe('fail');
    const shared = judged(pieces, { given: { sessions: 2 } });
    expect(shared).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('0 of 0 waits'),
    });
  });
});
