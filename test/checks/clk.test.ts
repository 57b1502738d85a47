import { describe, expect, test } from 'vitest';
import { clkNoLoop } from '#checks/clk.no-loop.ts';
import { clkSkew } from '#checks/clk.skew.ts';
import type { Check } from '#core/check.ts';
import { densest, extraRefreshes } from '#core/clocks.ts';
import { hours, minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { judge } from '#harness/judge.ts';
import { wrong } from './golden/clk.ts';
import {
  answered,
  asked,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  open,
  type Piece,
  renewed,
  told,
} from './logs.ts';

const T = thresholds();
const WORD = told(minutes(1), 'Clock skew: the clock of this machine is wrong.');
const skewed = (ahead: number, ...pieces: readonly Piece[]): Flight => ({
  faults: [wrong(ahead)],
  pieces: [open(0, -1_900), asked(20, 'w1', { status: 200 }), answered('w1', 0), ...pieces],
});
const finding = (check: Check, story: Flight) => check.judge(new Evidence(flight(story)));
const outcome = (check: Check, story: Flight) => finding(check, story).outcome;
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

/** A new token at each of these times. */
const refreshes = (...times: readonly number[]): readonly Piece[] =>
  times.flatMap((at, n) => [
    renewed(at - 30, { status: 200 }),
    ledger(at, 'issued', `access-${n + 2}`, at + hours(1)),
  ]);

describe('extra refreshes', () => {
  const found = (...pieces: readonly Piece[]) =>
    extraRefreshes(new Evidence(flight({ pieces }))).map(({ at }) => at);

  test.each([
    [minutes(30) - 1, 1],
    [minutes(30), 0],
    [minutes(30) + 1, 0],
  ] as const)('of a token of an hour, after %d ms', (at, count) => {
    expect(found(...refreshes(at))).toHaveLength(count);
  });

  test('a token that the server has ended has to be replaced', () => {
    const ended = ledger(minutes(5), 'revoked', 'access-1');
    expect(found(ended, ...refreshes(minutes(6)))).toEqual([]);
  });

  test('the most that stand together are found wherever they stand', () => {
    const made = [0, 30, 100, 101, 140, 199, 300].map((at, seq) => ({ at, seq }));
    expect(densest(made, 100)).toEqual([2, 3, 4, 5]);
    expect(densest([], 100)).toEqual([]);
  });
});

describe('clk.skew', () => {
  test.each([
    [5, 'pass'],
    [-5, 'pass'],
    [5.001, 'inconclusive'],
  ] as const)('a clock that is %d minutes ahead', (ahead, expected) => {
    expect(outcome(clkSkew, skewed(ahead))).toBe(expected);
  });

  test('a server whose clock is ahead is the same thing', () => {
    const given = { serverAhead: minutes(4) };
    expect(outcome(clkSkew, { given, pieces: [answered('w1', 0)] })).toBe('pass');
    expect(outcome(clkSkew, { given, pieces: [failed('w1', 0, 'No.')] })).toBe('fail');
  });

  test.each([
    [[10], 'pass'],
    [[10, 20], 'fail'],
    // The first one is over an hour ago when the second one comes.
    [[10, 75], 'pass'],
  ] as const)('needless refreshes at minutes %j', (times, expected) => {
    const at = times.map((minute) => Number(minutes(minute)));
    expect(outcome(clkSkew, skewed(4, ...refreshes(...at)))).toBe(expected);
  });

  test('work that was lost counts, and work that nobody could have done does not', () => {
    expect(outcome(clkSkew, skewed(4, lost('w2', minutes(9))))).toBe('fail');
    const dead = ledger(minutes(1), 'revoked', 'access-1');
    const gone = ledger(minutes(1), 'revoked', 'refresh-1');
    expect(outcome(clkSkew, skewed(4, dead, gone, failed('w2', minutes(9), 'No.')))).toBe('pass');
  });

  test('a scenario whose clocks are right does not concern it', () => {
    const log = flight({ exercises: ['clk.skew'], pieces: [answered('w1', 0)] });
    expect(judge(log, new Map([['clk.skew', clkSkew]])).findings[0]?.outcome).toBe('na');
  });
});

describe('clk.no-loop', () => {
  test.each([
    [5, 'inconclusive'],
    [5.001, 'pass'],
    [-120, 'pass'],
  ] as const)('a clock that is %d minutes ahead', (ahead, expected) => {
    expect(outcome(clkNoLoop, skewed(ahead, WORD))).toBe(expected);
  });

  test.each([
    [T.refreshAttempts, 'pass'],
    [T.refreshAttempts + 1, 'fail'],
  ] as const)('%d requests for a token in a minute', (count, expected) => {
    const made = range(count).map((n) => renewed(minutes(10) + n * 19_000, { status: 503 }));
    expect(outcome(clkNoLoop, skewed(120, WORD, ...made))).toBe(expected);
  });

  test('a fourth one a minute later is in another minute', () => {
    const times = [0, seconds(1), seconds(2), T.refreshPeriod];
    const made = times.map((at) => renewed(minutes(10) + at, { status: 503 }));
    expect(outcome(clkNoLoop, skewed(120, WORD, ...made))).toBe('pass');
  });

  test('a clock of which nothing is said is told lightly', () => {
    expect(finding(clkNoLoop, skewed(120))).toMatchObject({ outcome: 'fail', severity: 'sev4' });
    const loop = refreshes(minutes(10), minutes(12), minutes(14));
    expect(finding(clkNoLoop, skewed(120, ...loop)).severity).toBeUndefined();
  });

  test('without an answer nobody can know that the clock is wrong', () => {
    const story = { faults: [wrong(120)], pieces: [open(0, -1_900), answered('w1', 0)] };
    expect(outcome(clkNoLoop, story)).toBe('inconclusive');
  });
});
