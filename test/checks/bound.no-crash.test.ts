import { describe, expect, test } from 'vitest';
import { boundNoCrash } from '#checks/bound.no-crash.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import {
  answered,
  by,
  exited,
  failed,
  flight,
  lost,
  NAME_GONE,
  noName,
  open,
  type Piece,
  pending,
  said,
  type Timed,
} from './logs.ts';

const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const STRUCK = [OPEN, noName(START + 10)];
const UNCAUGHT = 'Uncaught TypeError: fetch failed';

const logOf = (pieces: readonly Piece[], farewell?: readonly Timed[]) =>
  flight({ faults: [NAME_GONE], pieces, ...(farewell && { farewell }) });
const judged = (pieces: readonly Piece[], farewell?: readonly Timed[]) =>
  boundNoCrash.judge(new Evidence(logOf(pieces, farewell)));
const outcome = (pieces: readonly Piece[]) => judged(pieces).outcome;
const signalled = (at: number, by: 'client' | 'harness' = 'client'): readonly Timed[] => [
  { at, kind: 'client.exited', code: null, signal: 'SIGSEGV', by },
];
const started = (at: number): readonly Timed[] => [{ at, kind: 'client.started' }];
const over = (at: number): readonly Timed[] => [{ at, kind: 'run.ended' }];

describe('bound.no-crash: what it tells of a crash', () => {
  test('how and when, and nothing of a fault or of words where there were none', () => {
    const pieces = [answered('w1', 0), signalled(minutes(2))];
    const exit = logOf(pieces).findIndex(({ kind }) => kind === 'client.exited');
    expect(judged(pieces)).toEqual({
      outcome: 'fail',
      because: 'At 2:00 the client died by signal SIGSEGV.',
      measured: { value: 1, unit: 'crashes', compare: '==', bound: 0 },
      witness: [exit],
      exhibits: [exit],
    });
  });

  test('during which fault, after which words, and what trouble had come before', () => {
    const pieces = [
      ...[OPEN, noName(START + 10), pending('w1', START)],
      ...[said(START + 12, UNCAUGHT), exited(START + 20, 7)],
    ];
    const [trouble] = new Evidence(logOf(pieces)).struck;
    const found = judged(pieces);
    expect(found.because).toBe(
      `At 10:00 the client died by code 7 while nxdomain was open, saying “${UNCAUGHT}”.`,
    );
    // The look-up ended only after it had said so.
    const [began, ended] = trouble!.exhibits;
    expect(found.exhibits).toEqual([began, ended! - 1, ended, ended! + 1]);
  });

  test('no trouble that came to another client afterwards', () => {
    const pieces = [...STRUCK, by(1, signalled(minutes(6))), answered('w1', minutes(50))];
    const { exhibits, witness } = judged(pieces);
    expect(exhibits).toEqual(witness);
  });

  test('no more than a line of what it said', () => {
    const words = `  thread 'main' panicked at src/auth.rs:12 ${'x'.repeat(200)}`;
    const { because } = judged([...STRUCK, said(START + 20, words), exited(START + 30, 101)]);
    expect(because).toContain(`“${words.trim().slice(0, 120)}”`);
  });
});

describe('bound.no-crash: what was in hand or to come', () => {
  test('is left behind however much was done before', () => {
    const pieces = [...STRUCK, failed('w1', START, 'No.'), pending('w2', START + seconds(5))];
    expect(outcome([...pieces, exited(START + seconds(6), 1)])).toBe('fail');
  });

  test('is not left behind by a client that is started again, and does it', () => {
    const pieces = [...STRUCK, failed('w1', START, 'No.'), exited(minutes(12), 1)];
    const again = [started(minutes(13)), answered('w2', minutes(14))];
    expect(outcome([...pieces, ...again])).toBe('pass');
    expect(outcome([...pieces, lost('w2', minutes(14))])).toBe('fail');
  });

  test('is of the client that left, and of no other', () => {
    const inHand = by(1, failed('w1', START, 'No.', { took: seconds(30) }));
    const leaves = (session: number) => by(session, exited(START + seconds(9), 1));
    expect(outcome([...STRUCK, inHand, leaves(2)])).toBe('pass');
    expect(outcome([...STRUCK, inHand, leaves(1)])).toBe('fail');
  });

  test('says nothing of an exit whose code nobody knows', () => {
    expect(outcome([...STRUCK, pending('w1', START), exited(START + 20, null)])).toBe('pass');
  });
});

describe('bound.no-crash: last words', () => {
  /** It has done its work, and leaves with a 1. */
  const leaves = exited(minutes(20), 1);
  const done = [...STRUCK, failed('w1', START, 'No.')];

  test.each([
    [39, 'fail'],
    [40, 'pass'],
  ] as const)('are words after which there were %d lines', (count, expected) => {
    const lines = Array.from({ length: count }, (_, n) => said(minutes(15) + n, 'Saving.'));
    expect(outcome([...done, said(minutes(14), UNCAUGHT), ...lines, leaves])).toBe(expected);
  });

  test('are its own, and come before its end', () => {
    const other = said(minutes(14), UNCAUGHT).map((fact) => ({ ...fact, session: 2 }) as Timed);
    expect(outcome([...done, other, leaves])).toBe('pass');
    const later = [started(minutes(21)), said(minutes(22), UNCAUGHT)];
    expect(outcome([...done, leaves, ...later])).toBe('pass');
  });

  test('stand on stderr: what the model writes is no crash', () => {
    const [line] = said(minutes(14), 'panic: is the word that Go begins it with');
    expect(outcome([...done, [line!], leaves])).toBe('fail');
    expect(outcome([...done, [{ ...line!, stream: 'stdout' } as Timed], leaves])).toBe('pass');
  });
});

describe('bound.no-crash: what shows that it lived on', () => {
  const because = expect.stringContaining('Nothing shows that the client was alive');
  const nothing = { outcome: 'inconclusive', because };

  test('a word of its own on a piece of work, and not that the work came to an end', () => {
    const ended = (claim: 'failure' | 'none') =>
      judged([...STRUCK, failed('w1', START, 'No.', { claim })], over(minutes(12)));
    expect(ended('none')).toMatchObject(nothing);
    const { outcome: found, exhibits } = ended('failure');
    expect(found).toBe('pass');
    expect(exhibits).toHaveLength(3);
    expect(exhibits).toEqual(exhibits.toSorted((one, other) => one - other));
  });

  test('that it left by itself afterwards: not before, and not because we ended it', () => {
    const left = (at: number) => judged([...STRUCK, exited(at, 0)], over(minutes(12)));
    expect(left(START + 20).outcome).toBe('pass');
    expect(left(START - 20)).toMatchObject(nothing);
    const killed = judged([...STRUCK, signalled(START + 20, 'harness')], over(minutes(12)));
    expect(killed).toMatchObject(nothing);
  });
});
