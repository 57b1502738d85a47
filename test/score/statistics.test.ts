import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atLeastShare,
  discoveries,
  expectedCount,
  fisherExact,
  median,
  sequential,
  wilson,
} from '#score/statistics.ts';

/** Contract, section 10.2: what so many repeats without a failure buy. */
const TABLE = [
  [5, 0.566, 0.549],
  [10, 0.722, 0.741],
  [14, 0.785, 0.807],
  [29, 0.883, 0.902],
  [59, 0.939, 0.95],
] as const;

test.each(TABLE)('%i repeats without a failure buy %f by Wilson, %f exactly', (n, score, exact) => {
  expect(wilson(n, n).low).toBeCloseTo(score, 3);
  expect(atLeastShare(n, n, 0.95)).toBeCloseTo(exact, 3);
});

test('intervals that were published come out the same', () => {
  // Newcombe 1998, table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29, by Wilson.
  expect(wilson(81, 263).low).toBeCloseTo(0.2553, 4);
  expect(wilson(81, 263).high).toBeCloseTo(0.3662, 4);
  expect(wilson(15, 148).low).toBeCloseTo(0.0624, 4);
  expect(wilson(0, 20).high).toBeCloseTo(0.1611, 4);
  expect(wilson(1, 29).high).toBeCloseTo(0.1718, 4);
  // The exact ones of the same table are two-sided: 97.5 % on this side.
  expect(atLeastShare(81, 263, 0.975)).toBeCloseTo(0.2527, 4);
  expect(atLeastShare(15, 148, 0.975)).toBeCloseTo(0.0578, 4);
  expect(atLeastShare(1, 29, 0.975)).toBeCloseTo(0.0009, 4);
});

test('so few events as were counted are to be expected, between the published bounds', () => {
  // Garwood 1936, with 95 %.
  expect(expectedCount(0).high).toBeCloseTo(3.689, 3);
  expect(expectedCount(1).low).toBeCloseTo(0.0253, 4);
  expect(expectedCount(1).high).toBeCloseTo(5.572, 3);
  expect(expectedCount(10).low).toBeCloseTo(4.795, 3);
  expect(expectedCount(10).high).toBeCloseTo(18.39, 2);
});

test('two samples differ by Fisher’s exact test as the contract reckoned', () => {
  expect(fisherExact([5, 10], [0, 10])).toBeCloseTo(0.0325, 4);
  expect(fisherExact([4, 10], [0, 10])).toBeGreaterThan(0.05);
  expect(fisherExact([3, 10], [0, 30])).toBeCloseTo(0.012, 3);
  // The lady tasting tea.
  expect(fisherExact([3, 4], [1, 4])).toBeCloseTo(0.4857, 4);
  expect(fisherExact([0, 10], [0, 10])).toBe(1);
  // By hand: of 28 ways, 10 are as this one, 3 less likely, and 15 more.
  expect(fisherExact([0, 3], [2, 5])).toBeCloseTo(13 / 28, 9);
});

test('of many comparisons those are believed that Benjamini and Hochberg believed', () => {
  // Their own example, 1995, section 3.2: of fifteen, the first four.
  const published = [
    ...[0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459],
    ...[0.324, 0.4262, 0.5719, 0.6528, 0.759, 1],
  ];
  expect(discoveries(published)).toEqual([0, 1, 2, 3]);
  expect(discoveries(published.toReversed())).toEqual([11, 12, 13, 14]);
  expect(discoveries([])).toEqual([]);
  expect(discoveries([0.5, 0.9])).toEqual([]);
});

describe('a series of repeats', () => {
  test('is accepted after fourteen that went well, and not before', () => {
    expect(sequential(13, 0)).toBe('go on');
    expect(sequential(14, 0)).toBe('accept');
  });

  test('is red after one early failure, and may yet be accepted after a late one', () => {
    expect(sequential(0, 1)).toBe('reject');
    expect(sequential(10, 1)).toBe('go on');
    expect(sequential(29, 1)).toBe('accept');
  });
});

describe('the time by which half of them are over', () => {
  const over = (ms: number) => ({ ms, over: true }) as const;

  test('is the median where all of them ended', () => {
    expect(median([{ ms: 3 }, { ms: 1 }, { ms: 2 }])).toBe(2);
  });

  test('counts those that were cut short for as long as they were watched', () => {
    expect(median([{ ms: 1 }, over(2), { ms: 3 }, { ms: 4 }])).toBe(3);
    expect(median([{ ms: 2 }, over(2), over(2), over(2)])).toBeUndefined();
    expect(median([])).toBeUndefined();
  });

  test('is that of Freireich’s patients, as every textbook has it', () => {
    const weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23].map((ms) => ({ ms }));
    const left = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35].map(over);
    expect(median([...weeks, ...left])).toBe(23);
  });
});

const counts = fc
  .integer({ min: 1, max: 80 })
  .chain((trials) => fc.tuple(fc.integer({ min: 0, max: trials }), fc.constant(trials)));

test('what is claimed is never more than was seen, and one more failure never raises it', () => {
  fc.assert(
    fc.property(counts, ([hits, trials]) => {
      const claimed = atLeastShare(hits, trials, 0.9);
      expect(claimed).toBeLessThanOrEqual(hits / trials);
      expect(atLeastShare(hits, trials + 1, 0.9)).toBeLessThanOrEqual(claimed + 1e-9);
      expect(atLeastShare(hits + 1, trials + 1, 0.9)).toBeGreaterThanOrEqual(claimed - 1e-9);
    }),
  );
});

test('two samples differ the same whichever comes first', () => {
  fc.assert(
    fc.property(counts, counts, (one, other) => {
      const chance = fisherExact(one, other);
      expect(chance).toBeCloseTo(fisherExact(other, one), 9);
      expect(chance).toBeGreaterThan(0);
    }),
  );
});
