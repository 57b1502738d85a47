import { describe, expect, test } from 'vitest';
import { seeSign } from '#checks/see.sign.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { ABORTED } from '#core/fault.ts';
import { thresholds } from '#core/thresholds.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import {
  answered,
  asked,
  attempt,
  by,
  type Flight,
  failed,
  flight,
  noName,
  OVERLOAD,
  type Piece,
  pending,
  renewed,
  said,
  type Timed,
  told,
} from './logs.ts';

const T = thresholds();
const START = minutes(10);
const finding = (pieces: readonly Piece[], rest: Flight = {}) =>
  seeSign.judge(new Evidence(flight({ faults: [OVERLOAD], ...rest, pieces })));
const outcome = (pieces: readonly Piece[], rest: Flight = {}) => finding(pieces, rest).outcome;

/** A busy model turns it away, so long after the start. */
const busy = (ms: number) => asked(START + ms, 'w1', { status: 529, struckBy: 0, took: 0 });
const work = (took: number) => failed('w1', START, 'Failed.', { took });
const NAMED = 'The model is overloaded (529).';
const retry = (ms: number) => told(START + ms, 'once more', 'retry');

describe('what is trouble', () => {
  test('an answer that took its time is none', () => {
    const slow = asked(START, 'w1', { status: 200, took: seconds(30) });
    expect(outcome([slow, answered('w1', START, minutes(2))])).toBe('inconclusive');
  });

  test('what went wrong before a client was there to be given the work is none', () => {
    const [began, ended] = failed('w1', START, 'The client was gone.', { took: minutes(1) });
    const lost = [began!, { ...ended!, outcome: 'lost' } as Timed];
    expect(outcome([lost, noName(START + 1)])).toBe('inconclusive');
  });

  test('what one sign was given of is told of once', () => {
    const troubles = [busy(0), busy(seconds(1)), busy(seconds(5))];
    const log = flight({
      faults: [OVERLOAD],
      pieces: [...troubles, retry(seconds(3)), work(9_000)],
    });
    const began = log.filter(({ kind }) => kind === 'attempt.began').map(({ seq }) => seq);
    expect(seeSign.judge(new Evidence(log))).toMatchObject({
      outcome: 'pass',
      because: expect.stringContaining('In 2 of 2 troubles'),
      measured: { value: 4 },
      witness: [began[0], began[2]],
    });
  });

  test.each([
    ['an answer that it broke off', { status: 200, error: ABORTED, effect: { stream: 'stall' } }],
    ['a connection that broke', { error: 'ECONNRESET', effect: { lose: 'answer' } }],
  ] as const)('%s counts from its beginning', (_, end) => {
    const silent = (took: number) =>
      outcome([
        attempt(START, {
          ...{ layer: 'http', role: 'model', endpoint: 'messages', work: 'w1', struckBy: 0 },
          ...{ took, ...end },
        } as Parameters<typeof attempt>[1]),
        work(took),
      ]);
    expect([T.sign, T.sign + 1].map(silent)).toEqual(['pass', 'fail']);
  });

  test('while a client is made to stand still, it can give no sign', () => {
    const record: FaultWindowRecord = {
      fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
      from: { on: 'start' },
      until: 'the end',
    };
    const frozen: readonly Timed[] = [
      { at: START + 1, kind: 'fault.opened', window: 0 },
      { at: START + 1 + minutes(1), kind: 'fault.closed', window: 0 },
    ];
    const late = (ms: number) =>
      finding([frozen, busy(0), work(minutes(1) + ms)], { faults: [record] });
    expect(late(T.sign)).toMatchObject({ outcome: 'pass', measured: { value: T.sign / 1_000 } });
    expect(late(T.sign + 1).outcome).toBe('fail');
  });

  test.each([
    [T.sign, 'inconclusive'],
    [T.sign + 1, 'fail'],
  ] as const)('a wait of %d ms by the end of the log', (ms, expected) => {
    const farewell = [{ at: START + ms, kind: 'run.ended' }] as const;
    expect(outcome([busy(0), pending('w1', START)], { farewell })).toBe(expected);
  });
});

describe('when it is over', () => {
  test('an answer that was asked for before does not end it', () => {
    const good = asked(START, 'w1', { status: 200 });
    expect(outcome([good, busy(seconds(1)), work(minutes(1))])).toBe('fail');
  });

  test('an answer that is asked for in the same moment does', () => {
    const good = asked(START, 'w1', { status: 200 });
    expect(finding([busy(0), good, work(minutes(1))])).toMatchObject({
      outcome: 'pass',
      measured: { value: 0 },
    });
  });

  test('a new token is no answer', () => {
    const token = renewed(START + seconds(1), { status: 200 });
    expect(outcome([busy(0), token, work(minutes(1))])).toBe('fail');
  });

  test.each([
    ['a retry', retry],
    ['a word to its user', (ms: number) => told(START + ms, NAMED)],
    ['a line of output', (ms: number) => said(START + ms, NAMED)],
  ] as const)('%s that comes after the work is none of its', (_, sign) => {
    const late = T.sign + seconds(10);
    expect(finding([busy(0), work(seconds(5)), sign(late)])).toMatchObject({
      outcome: 'pass',
      measured: { value: 5 },
    });
    expect(finding([busy(0), work(T.sign + 1), sign(late)])).toMatchObject({
      outcome: 'fail',
      measured: { value: (T.sign + 1) / 1_000 },
    });
  });
});

describe('what is a sign', () => {
  const long = work(minutes(1));

  test.each([
    ['a retry', retry],
    ['a word to its user', (ms: number) => told(START + ms, NAMED)],
    ['a line of output', (ms: number) => said(START + ms, NAMED)],
  ] as const)('%s is, from the moment of the failure on', (_, sign) => {
    expect(finding([busy(0), sign(0), long])).toMatchObject({
      outcome: 'pass',
      measured: { value: 0 },
    });
    expect(outcome([busy(0), sign(-1), long])).toBe('fail');
  });

  test.each([
    ['a retry', retry],
    ['a word to its user', (ms: number) => told(START + ms, NAMED)],
  ] as const)('%s of another session is none', (_, sign) => {
    const pieces = (session: number) =>
      outcome([busy(0), long].map((piece) => by(2, piece)).concat(by(session, sign(9))), {
        given: { sessions: 2 },
      });
    expect([1, 2].map(pieces)).toEqual(['fail', 'pass']);
  });

  test('the first of two words counts, wherever it was said', () => {
    const [first, second] = [seconds(1), T.sign + 1];
    const word = (ms: number) => told(START + ms, NAMED);
    const line = (ms: number) => said(START + ms, NAMED);
    for (const pieces of [
      [word(first), line(second)],
      [line(first), word(second)],
    ]) {
      expect(finding([busy(0), ...pieces, long])).toMatchObject({
        outcome: 'pass',
        measured: { value: 1 },
      });
    }
    // A line that came before the trouble is none of it, whatever is said too late.
    expect(outcome([line(-1), busy(0), word(second), long])).toBe('fail');
  });
});
