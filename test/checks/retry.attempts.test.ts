import { describe, expect, test } from 'vitest';
import { retryAttempts } from '#checks/retry.attempts.ts';
import { minutes } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  amidTrouble,
  asked,
  attempt,
  by,
  type Flight,
  failed,
  type Piece,
  renewed,
} from './logs.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  retryAttempts.judge(new Evidence(amidTrouble(pieces, rest)));

describe('retry.attempts at the model', () => {
  const busy = (at: number, work = 'w1', token = 'access-1') =>
    asked(START + at, work, { status: 529, struckBy: 0, token });
  const of = (...tries: readonly Piece[]) =>
    judged([...tries, failed('w1', START, 'Busy.', { took: minutes(2) })]);
  const runs = (...lengths: readonly number[]) => {
    let at = 0;
    const tries = lengths.flatMap((length) =>
      range(length).map((n) => {
        at += 1_000;
        return n < length - 1 ? busy(at) : asked(START + at, 'w1', { status: 200 });
      }),
    );
    return of(...tries);
  };

  test('one attempt is told as one', () => {
    expect(of(busy(0))).toMatchObject({
      outcome: 'pass',
      measured: { value: 1, bound: T.modelAttempts },
      because: expect.stringContaining('asked the model for w1 once from 10:00 on, of 11 allowed'),
    });
  });

  test.each([
    [[2, 5, 3], 5, '10:03'],
    [[5, 2], 5, '10:01'],
    [[2, 5], 5, '10:03'],
    [[3, 3], 3, '10:01'],
  ] as const)('of runs of %j attempts up to an answer, tells of the longest', (...row) => {
    const [lengths, longest, from] = row;
    const finding = runs(...lengths);
    expect(finding).toMatchObject({ outcome: 'pass', measured: { value: longest } });
    expect(finding.because).toContain(`${longest} times from ${from} on`);
  });

  test('two pieces of work in hand at once answer each for itself', () => {
    const other = failed('w2', START + 10, 'Busy.', { took: minutes(2) });
    const each = range(8).flatMap((n) => [
      busy(n * 4_000 + 20, 'w1'),
      busy(n * 4_000 + 520, 'w2', 'access-2'),
    ]);
    expect(of(other, ...each)).toMatchObject({ outcome: 'pass', measured: { value: 8 } });
  });
});

describe('retry.attempts with a refused token', () => {
  const shown = (at: number, status: number, token = 'access-1', work = 'w1') =>
    asked(START + at, work, { status, token, ...(status === 529 && { struckBy: 0 }) });
  const of = (...tries: readonly Piece[]) =>
    judged([...tries, failed('w1', START, '401', { took: minutes(2) })]);
  const four = (status: number, token = 'access-1', work = 'w1') =>
    range(4).map((n) => shown(10_000 + n * 1_000, status, token, work));

  test('tells how often it was shown again', () => {
    const finding = of(shown(0, 401), ...four(401));
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 4, bound: T.refusedPresentations },
      because: 'The client showed a refused token in w1 4 times from 10:10 on; 3 was the bound.',
    });
    expect(finding.exhibits).toHaveLength(4);
    const two = of(
      shown(0, 401),
      ...four(401),
      ...range(5).map((n) => shown(30_000 + n, 401, 'b')),
    );
    expect(two.because).toContain('4 times from 10:10 on');
  });

  test('to go on with another token, or without any, shows none that was refused', () => {
    expect(of(shown(0, 401), ...four(529, 'access-2')).outcome).toBe('pass');
    const bare = range(5).map((n) =>
      attempt(START + n * 1_000, {
        ...{ layer: 'http', role: 'model', endpoint: 'messages', work: 'w1', status: 401 },
      }),
    );
    expect(of(...bare)).toMatchObject({ outcome: 'pass', measured: { value: 5, bound: 11 } });
  });

  test('what another piece of work saw, or showed, is its own', () => {
    const other = failed('w2', START + 10, '401', { took: minutes(2) });
    const seen = shown(20, 401, 'access-1', 'w2');
    expect(of(other, seen, ...four(529)).outcome).toBe('pass');
    const showing = four(529, 'access-1', 'w2');
    expect(of(other, shown(20, 401), ...showing).outcome).toBe('pass');
  });
});

describe('retry.attempts to refresh', () => {
  const refused = (at: number) => renewed(START + at, { status: 503, struckBy: 1 });
  const granted = (at: number) => renewed(START + at, { status: 200 });
  const of = (...tries: readonly Piece[]) => judged(tries);

  test('tells how many there were, and from when on', () => {
    const finding = of(...[0, 70_000, 71_000, 72_000, 73_000].map(refused));
    expect(finding).toMatchObject({
      outcome: 'fail',
      measured: { value: 4, bound: T.refreshAttempts },
      because: 'The client tried to refresh 4 times from 11:10 on; 3 was the bound.',
    });
    // As many within a minute, twice.
    const twice = of(...[0, 1_000, 2_000, 90_000, 91_000, 92_000].map(refused));
    expect(twice.because).toContain('tried to refresh 3 times from 10:00 on');
  });

  test('the attempt that brings the token is the last one that counts', () => {
    expect(of(...[0, 1_000, 2_000].map(refused), granted(3_000)).outcome).toBe('fail');
    expect(of(...[0, 1_000].map(refused), granted(2_000)).outcome).toBe('pass');
  });

  test('what came before it counts no more, and what comes after it counts again', () => {
    expect(of(granted(0), ...[1_000, 2_000, 3_000].map(refused)).outcome).toBe('pass');
    const more = [1_000, 2_000, 3_000, 4_000].map(refused);
    expect(of(granted(0), ...more)).toMatchObject({ outcome: 'fail', measured: { value: 4 } });
    expect(of(refused(-1_000), granted(0), ...more).outcome).toBe('fail');
  });

  test('clients are not added up, and the one is told of that asked most', () => {
    const each = (...counts: readonly number[]) =>
      of(
        ...counts.flatMap((count, session) =>
          range(count).map((n) => by(session + 1, refused(n * 1_000 + session * 5_000))),
        ),
      );
    expect(each(2, 2)).toMatchObject({ outcome: 'pass', measured: { value: 2 } });
    expect(each(2, 2).because).toContain('2 times from 10:00 on');
    expect(each(4, 1)).toMatchObject({ outcome: 'fail', measured: { value: 4 } });
    expect(each(1, 4)).toMatchObject({ outcome: 'fail', measured: { value: 4 } });
  });

  test.each([
    [58_799, 'fail'],
    [58_800, 'pass'],
  ] as const)('in warped time, a fourth one after %d ms', (ms, expected) => {
    // 1.2 s of resolution speak for the client.
    const tries = [0, 5_000, 10_000, ms].map(refused);
    expect(judged(tries, { time: WARPED }).outcome).toBe(expected);
  });
});
