import { describe, expect, test } from 'vitest';
import { boundNoCrash } from '#checks/bound.no-crash.ts';
import { boundNoHang } from '#checks/bound.no-hang.ts';
import type { Check } from '#core/check.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { NEVER, thresholds } from '#core/thresholds.ts';
import {
  answered,
  exited,
  type Flight,
  failed,
  flight,
  lost,
  NAME_GONE,
  noName,
  open,
  type Piece,
  pending,
  said,
  told,
} from './logs.ts';

const judged = (check: Check, story: Flight) => check.judge(new Evidence(flight(story)));
const outcome = (check: Check, story: Flight) => judged(check, story).outcome;
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const faults = [NAME_GONE];

describe('bound.no-hang where nobody is there', () => {
  const mode = 'unattended';
  const T = thresholds(mode);
  const waiting = (ms: number, every: number): readonly Piece[] => [
    OPEN,
    noName(START + 10),
    ...Array.from({ length: Math.floor(ms / every) }, (_, n) =>
      told(START + (n + 1) * every, 'Still trying', 'retry'),
    ),
    failed('w1', START, 'Failed.', { took: ms }),
  ];

  test('work may take hours, if there is a sign of it every minute', () => {
    const story = { faults, mode, pieces: waiting(minutes(180), T.pendingSign) } as const;
    const { outcome: found, measured } = judged(boundNoHang, story);
    expect(found).toBe('pass');
    expect(measured).toMatchObject({ value: 60, bound: 60 });
  });

  test.each([
    [T.pendingSign - 1, 'pass'],
    [T.pendingSign, 'pass'],
    [T.pendingSign + 1, 'fail'],
  ] as const)('a silence of %d ms', (ms, expected) => {
    expect(outcome(boundNoHang, { mode, pieces: [answered('w1', START, ms)] })).toBe(expected);
  });

  test('no number is one that JSON does not know', () => {
    expect(JSON.parse(JSON.stringify(T))).toEqual(T);
    expect(T.auth).toBe(NEVER);
  });
});

describe('bound.no-crash', () => {
  const story = (pieces: readonly Piece[]): Flight => ({
    faults,
    pieces: [OPEN, noName(START + 10), ...pieces],
  });
  const inHand = [{ at: START, kind: 'work.began', work: 'w1' }] as const;

  test.each([
    ['code 1 with work in hand', [inHand, exited(START + 20, 1)], 'fail'],
    ['code 1 with work to come', [exited(START + 20, 1), lost('w2', minutes(15))], 'fail'],
    ['code 0 with work in hand', [inHand, exited(START + 20, 0)], 'pass'],
    ['code 1 at the end of its work', [failed('w1', START, 'No.'), exited(minutes(20), 1)], 'pass'],
  ] as const)('%s', (_, pieces, expected) => {
    expect(outcome(boundNoCrash, story(pieces))).toBe(expected);
  });

  test('an exit by a signal is a crash, unless it was ours', () => {
    const killed = (by: 'client' | 'harness') => [
      failed('w1', START, 'No.'),
      [{ at: minutes(20), kind: 'client.exited', code: null, signal: 'SIGSEGV', by } as const],
    ];
    expect(outcome(boundNoCrash, story(killed('client')))).toBe('fail');
    expect(outcome(boundNoCrash, story(killed('harness')))).toBe('pass');
  });

  test.each([
    ['Uncaught TypeError: fetch failed', 'fail'],
    ['thread main panicked at src/auth.rs:12', 'fail'],
    ['The last turn failed.', 'pass'],
  ] as const)('last words at the end of its work: %s', (text, expected) => {
    const pieces = [failed('w1', START, 'No.'), said(minutes(19), text), exited(minutes(20), 1)];
    expect(outcome(boundNoCrash, story(pieces))).toBe(expected);
  });

  test('who leaves when told to, after waiting in vain, has not crashed', () => {
    const told = (at: number) => [inHand, exited(at, 1)];
    const { model } = thresholds();
    expect(outcome(boundNoCrash, story(told(START + model)))).toBe('fail');
    expect(outcome(boundNoCrash, story(told(START + model + 1)))).toBe('pass');
  });

  test('where nothing shows that it lived on, nothing is known', () => {
    const farewell = [{ at: START + seconds(30), kind: 'run.ended' }] as const;
    const pieces = [OPEN, noName(START + 10), pending('w1', START)];
    expect(outcome(boundNoCrash, { faults, pieces, farewell })).toBe('inconclusive');
    expect(outcome(boundNoCrash, { faults, pieces: [OPEN, answered('w1', START)] })).toBe(
      'inconclusive',
    );
  });
});
