import { describe, expect, test } from 'vitest';
import { boundInterruptible } from '#checks/bound.interruptible.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import {
  asked,
  attempt,
  type Flight,
  failed,
  flight,
  NAME_GONE,
  noName,
  open,
  type Piece,
  renewed,
  stopped,
} from './logs.ts';

const T = thresholds();
const START = minutes(10);
const OPEN = open(0, minutes(5), minutes(45));
const AFTER = seconds(4);
const FROZEN = {
  fault: { name: 'frozen', layer: 'process', role: 'client', params: {} },
  from: { on: 'start' },
  until: 'the end',
} as const;

const interrupts = [{ beat: 1, after: AFTER }];
const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
  boundInterruptible.judge(
    new Evidence(flight({ faults: [NAME_GONE], interrupts, ...rest, pieces: [OPEN, ...pieces] })),
  );
/** A piece of work that ends so long after somebody wanted it to stop. */
const stop = (took: number, work = 'w1', at: number = START) =>
  stopped(work, at, { after: AFTER, took });

test('bound.interruptible concerns those who are interrupted', () => {
  const concerns = (story: Flight) =>
    boundInterruptible.concerns?.(new Evidence(flight(story)).order);
  expect(concerns({ interrupts })).toBe(true);
  expect(concerns({ interrupts: [] })).toBe(false);
  expect(concerns({})).toBe(false);
});

describe('bound.interruptible: of several stops', () => {
  test('it tells of the slowest', () => {
    expect(judged([stop(10), stop(300, 'w2', minutes(20)), stop(20, 'w3', minutes(30))])).toEqual(
      expect.objectContaining({
        outcome: 'pass',
        because:
          'At 20:04, before its first attempt, the client was told to stop w2, ' +
          'and did within 300 ms.',
        measured: { value: 0.3, unit: 's', compare: '<=', bound: T.cancel / 1_000 },
      }),
    );
  });

  test('it tells of one that was too slow before one that only went on', () => {
    const wentOn = asked(START + seconds(20), 'w1', { status: 200 });
    const slow = stop(T.cancel + 1, 'w2', minutes(20));
    expect(judged([stop(10), wentOn, slow])).toMatchObject({
      outcome: 'fail',
      measured: { value: (T.cancel + 1) / 1_000, unit: 's', bound: T.cancel / 1_000 },
      because: expect.stringContaining('to stop w2, and went on for 5 s; 5 s was the bound'),
    });
  });

  test('it tells of one that went on before one that was slower, and did not', () => {
    const wentOn = asked(START + seconds(20), 'w1', { status: 200 });
    expect(judged([stop(10), wentOn, stop(T.cancel, 'w2', minutes(20))])).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('stop w1, said that it had, and asked the model again'),
      measured: { value: 1, unit: 'works', compare: '==', bound: 0 },
    });
  });
});

describe('bound.interruptible: what is going on', () => {
  test('is no more than words where it stopped within its bound, even just so', () => {
    const wentOn = asked(START + seconds(20), 'w1', { status: 200 });
    expect(judged([stop(T.cancel), wentOn])).toMatchObject({
      outcome: 'fail',
      because: expect.stringContaining('said that it had'),
      measured: { unit: 'works' },
    });
  });

  test('is not what had been asked before, or is blurred with the end', () => {
    const before = asked(START + 10, 'w1', { status: 529, struckBy: 0 });
    expect(judged([stop(10), before]).outcome).toBe('pass');
    // A resolution of 1.2 s.
    const time = { kind: 'warped', factor: 60 } as const;
    const end = START + AFTER + 10;
    const again = (at: number) => judged([stop(10), asked(at, 'w1', { status: 200 })], { time });
    expect(again(end + 1_200).outcome).toBe('pass');
    expect(again(end + 1_201).outcome).toBe('fail');
  });

  test('is nothing while its processes are stopped', () => {
    const story = (sleep: number) =>
      judged(
        [
          open(1, START + seconds(5), START + seconds(5) + sleep),
          stop(T.cancel + minutes(1)),
          noName(START + 10),
        ],
        { faults: [NAME_GONE, FROZEN] },
      );
    expect(story(minutes(1))).toMatchObject({ outcome: 'pass', measured: { value: 5 } });
    expect(story(minutes(1) - 1).outcome).toBe('fail');
  });
});

describe('bound.interruptible: what the client was doing', () => {
  const at = START + AFTER;
  test.each([
    ['before its first attempt', [renewed(at + 20, { status: 200, took: 10 })]],
    ['between two attempts', [noName(START + 10), noName(at + 20)]],
    [
      'in the middle of looking up platform.claude.com',
      [
        attempt(at - 50, {
          ...{ layer: 'dns', role: 'oauth', took: 80 },
        }),
      ],
    ],
  ] as const)('%s', (what, pieces) => {
    expect(judged([stop(100), ...pieces]).because).toContain(`, ${what}, the client was told`);
  });

  test('nothing, where it had done all that was asked', () => {
    const { outcome } = judged([failed('w1', START, 'No.', { took: 10 })]);
    expect(outcome).toBe('inconclusive');
  });
});
