import { describe, expect, test } from 'vitest';
import { dnsPolite } from '#checks/dns.polite.ts';
import { minutes, seconds } from '#core/duration.ts';
import { Evidence } from '#core/evidence.ts';
import { thresholds } from '#core/thresholds.ts';
import { attempt, by, type Flight, flight, NAME_GONE, noName, open, type Piece } from './logs.ts';

const T = thresholds();
const WARPED = { kind: 'warped', factor: 60 } as const;
const START = minutes(10);
const BACK = minutes(45);
const range = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('dns.polite', () => {
  const judged = (pieces: readonly Piece[], rest: Flight = {}) =>
    dnsPolite.judge(
      new Evidence(
        flight({ faults: [NAME_GONE], ...rest, pieces: [open(0, minutes(5), BACK), ...pieces] }),
      ),
    );
  const every = (ms: number, count: number) => range(count).map((n) => noName(START + n * ms));

  test.each([
    [T.lookUps - 1, 'pass'],
    [T.lookUps, 'pass'],
    [T.lookUps + 1, 'fail'],
  ] as const)('%d look-ups in a minute', (count, expected) => {
    expect(judged(every(Math.floor(59_999 / count), count)).outcome).toBe(expected);
  });

  test.each([
    [T.lookUpsAtOnce, 'pass'],
    [T.lookUpsAtOnce + 1, 'fail'],
  ] as const)('%d look-ups in a second', (count, expected) => {
    expect(judged(every(Math.floor(999 / count), count)).outcome).toBe(expected);
  });

  test.each([
    [333, 'fail'],
    [334, 'pass'],
  ] as const)('four look-ups, one every %d ms', (ms, expected) => {
    expect(judged(every(ms, 4)).outcome).toBe(expected);
  });

  test('both families are one look-up', () => {
    const pairs = range(3).flatMap((n) => [
      noName(START + n * 300, 'A'),
      noName(START + n * 300 + 2, 'AAAA'),
    ]);
    expect(judged(pairs)).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
  });

  test('what is looked up side by side is no loop', () => {
    expect(judged(range(9).map(() => noName(START))).outcome).toBe('pass');
  });

  test('names that lead to an address are not counted', () => {
    const led = (effect: 'nobody-there' | 'NXDOMAIN') =>
      judged(
        range(4).map((n) =>
          attempt(START + n * 100, { layer: 'dns', role: 'oauth', struckBy: 0, effect }),
        ),
      ).outcome;
    expect(led('NXDOMAIN')).toBe('fail');
    expect(led('nobody-there')).toBe('inconclusive');
  });

  test('of several sessions each is counted by itself, or not at all', () => {
    const given = { sessions: 2 };
    const loop = every(100, 4);
    expect(judged(loop, { given }).outcome).toBe('inconclusive');
    expect(
      judged(
        loop.map((piece, n) => by((n % 2) + 1, piece)),
        { given },
      ).outcome,
    ).toBe('pass');
    expect(
      judged(
        loop.map((piece) => by(1, piece)),
        { given },
      ).outcome,
    ).toBe('fail');
  });

  test('where seconds are blurred, minutes are left', () => {
    expect(judged(every(100, 4), { time: WARPED }).outcome).toBe('pass');
    const time = { kind: 'warped', factor: 10 } as const;
    expect(judged(every(seconds(0.9), T.lookUps + 9), { time }).outcome).toBe('fail');
  });

  test('what blurs a time shortens the stretch that is looked at', () => {
    const time = { kind: 'warped', factor: 10 } as const;
    const found = judged(every(300, 4), { time });
    expect(found).toMatchObject({ outcome: 'pass', measured: { value: 3 } });
    expect(judged(every(seconds(1), T.lookUps + 1), { time }).outcome).toBe('pass');
  });

  test('says how often, and within what', () => {
    const once = judged([noName(START)]);
    expect(once.because).toContain('which did not resolve, once within a second, from 10:00 on');
    const often = judged(every(seconds(0.9), T.lookUps + 1));
    expect(often.because).toContain('61 times within a minute');
    expect(often).toMatchObject({ measured: { unit: 'look-ups in a minute' }, outcome: 'fail' });
  });

  /** A look-up of which one family is answered at once, and the other one so much later. */
  const slow = (at: number, took: number) =>
    ['A', 'AAAA'].map((operation) =>
      attempt(at, {
        ...{ layer: 'dns', role: 'oauth', operation, struckBy: 0, effect: 'NXDOMAIN' },
        took: operation === 'A' ? took : 5,
      }),
    );

  test.each([
    [300, 'fail', 4],
    [301, 'pass', 2],
    [901, 'pass', 1],
  ] as const)('four look-ups 300 ms apart, of %d ms each', (took, expected, most) => {
    const pieces = range(4).flatMap((n) => slow(START + n * 300, took));
    expect(judged(pieces)).toMatchObject({
      outcome: expected,
      measured: { value: most, unit: 'look-ups in a second' },
    });
  });
});
