import { expect, test } from 'vitest';
import { growths, leastGrown } from '#core/growth.ts';

test('a value has grown if it is so many times the one before', () => {
  expect(growths([100, 150, 224, 336], 1.5, 0)).toEqual([true, false, true]);
  expect(growths([100], 1.5, 0)).toEqual([]);
});

test('what lies within the slack speaks for growth, or not at all', () => {
  expect(growths([100, 100], 1.5, 20)).toEqual([true]);
  expect(growths([20, 5, 40], 1.5, 20)).toEqual([]);
});

test('it takes five to tell, and never all of them must have grown', () => {
  expect([0, 1, 4, 5, 6, 10, 20].map((n) => leastGrown(n, 1.5))).toEqual([0, 0, 0, 1, 1, 3, 7]);
});
