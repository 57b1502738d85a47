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
  attempt,
  type Flight,
  failed,
  flight,
  ledger,
  lost,
  open,
  type Piece,
  pending,
  renewed,
  said,
  type Timed,
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

  test('counts work from the moment at which the clock is set until it is right again', () => {
    const during = (at: number) =>
      outcome(clkSkew, {
        faults: [wrong(4)],
        pieces: [open(0, minutes(10), minutes(20)), failed('w2', at, 'No.')],
      });
    expect(during(minutes(10) - 1)).toBe('inconclusive');
    expect(during(minutes(10))).toBe('fail');
    expect(during(minutes(20) - 1)).toBe('fail');
    expect(during(minutes(20))).toBe('inconclusive');
  });

  test('work that has not ended is neither done nor undone', () => {
    expect(outcome(clkSkew, skewed(4, pending('w2', minutes(9))))).toBe('pass');
  });

  test('shows three works that were not done, and six that were handed over', () => {
    const works = range(7).map((n) => failed(`w${n + 2}`, minutes(2 + n), 'No.'));
    const found = finding(clkSkew, skewed(4, ...works));
    expect(found).toMatchObject({ outcome: 'fail', measured: { value: 7 } });
    expect([found.witness.length, found.exhibits.length]).toEqual([6, 6]);
    expect(found.because).toContain('7 of 8 were not done');
  });

  test('says how many refreshes were needless', () => {
    const found = finding(clkSkew, skewed(4, ...refreshes(minutes(10), minutes(12))));
    expect(found).toMatchObject({ outcome: 'fail', measured: { value: 2, bound: 1 } });
    expect(found.because).toBe(
      'The client refreshed 2 times with clocks 4 min apart, within the life of one token, ' +
        'while the old one was good.',
    );
  });
});

test.each([clkSkew, clkNoLoop])('a scenario whose clocks are right: $id', (check) => {
  const log = flight({ exercises: [check.id], pieces: [answered('w1', 0)] });
  expect(judge(log, new Map([[check.id, check]])).findings[0]?.outcome).toBe('na');
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
    const heard = (...pieces: readonly Piece[]) => {
      const story = { faults: [wrong(120)], pieces: [open(0, -1_900), answered('w1', 0)] };
      return outcome(clkNoLoop, { ...story, pieces: [...story.pieces, ...pieces] });
    };
    expect(heard()).toBe('inconclusive');
    const cut = attempt(30, { layer: 'http', role: 'model', endpoint: 'messages', error: 'reset' });
    expect(heard(attempt(20, { layer: 'dns', role: 'model' }), cut)).toBe('inconclusive');
    expect(heard(cut, asked(40, 'w1', { status: 503 }))).toBe('fail');
  });

  test('an answer tells of a clock while it is wrong, and not before or after', () => {
    const during = (at: number) =>
      outcome(clkNoLoop, {
        faults: [wrong(120)],
        pieces: [open(0, minutes(10), minutes(20)), asked(at, 'w1', { status: 200 })],
      });
    expect(during(minutes(10) - 1)).toBe('inconclusive');
    expect(during(minutes(10))).toBe('fail');
    expect(during(minutes(20) - 1)).toBe('fail');
    expect(during(minutes(20))).toBe('inconclusive');
  });

  test('says since when it could have known', () => {
    const late = asked(minutes(2), 'w2', { status: 200, took: 7_000 });
    const pieces = [open(0, -1_900), late, answered('w2', minutes(2), 8_000)];
    expect(finding(clkNoLoop, { faults: [wrong(120)], pieces }).because).toMatch(
      /never said a word about the clock, although it could have known at 2:07\.$/,
    );
  });

  test.each([
    ['in a notice', told(minutes(1), 'Your system time is wrong.')],
    ['on stderr', said(minutes(1), 'Check the date and time of this machine.')],
    ['with the end of its work', failed('w2', minutes(1), 'The clock is 2 h ahead.')],
  ] as const)('a word about the clock will do %s', (_, word: readonly Timed[]) => {
    expect(outcome(clkNoLoop, skewed(120, word))).toBe('pass');
  });

  test('shows the word beside the requests, the oldest first', () => {
    const made = range(3).map((n) => renewed(minutes(10) + n * 19_000, { status: 503 }));
    const found = finding(clkNoLoop, skewed(120, WORD, ...made));
    expect(found).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
    expect(found.exhibits).toHaveLength(4);
    expect(found.exhibits).toEqual(found.exhibits.toSorted((one, other) => one - other));
  });

  test.each([
    ['that poll for a sign-in', 'oauth', 'token', [{ kind: 'device-code', token: 'device-1' }]],
    ['that carry nothing', 'oauth', 'token', []],
    ['that give a token back', 'oauth', 'other', [{ kind: 'refresh', token: 'refresh-1' }]],
    ['for an answer', 'model', 'messages', [{ kind: 'access', token: 'access-1' }]],
  ] as const)('requests %s are no refreshes', (_, role, endpoint, presents) => {
    const made = range(9).map((n) =>
      attempt(minutes(10) + n * 1_000, { layer: 'http', role, endpoint, presents, status: 400 }),
    );
    expect(outcome(clkNoLoop, skewed(120, WORD, ...made))).toBe('pass');
  });

  test('a refresh that carries something else as well is one', () => {
    const presents = [
      { kind: 'access', token: 'access-1' },
      { kind: 'refresh', token: 'refresh-1' },
    ] as const;
    const made = range(T.refreshAttempts + 1).map((n) =>
      attempt(minutes(10) + n, {
        ...{ layer: 'http', role: 'oauth', endpoint: 'token', status: 503 },
        presents,
      }),
    );
    expect(outcome(clkNoLoop, skewed(120, WORD, ...made))).toBe('fail');
  });
});
