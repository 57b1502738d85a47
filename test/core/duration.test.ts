import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hours, inWords, milliseconds, minutes, onTheClock, seconds } from '#core/duration.ts';

test('the words make milliseconds', () => {
  expect([milliseconds(7), seconds(2), minutes(3), hours(1.5)]).toEqual([
    7, 2_000, 180_000, 5_400_000,
  ]);
});

test.each([
  [0, '0 ms'],
  [80.4, '80 ms'],
  [999.7, '1 s'],
  [2_500, '2.5 s'],
  [59_960, '1 min'],
  [2_400_000, '40 min'],
  [3_599_600, '1 h'],
  [4_500_000, '1 h 15 min'],
  [3_605_000, '1 h 5 s'],
  [-2_000, '−2 s'],
])('%d ms are %s', (ms, words) => {
  expect(inWords(milliseconds(ms))).toBe(words);
});

test.each([
  [0, '0:00'],
  [300_000, '5:00'],
  [3_723_000, '1:02:03'],
  [-4_000, '−0:04'],
  [59_999, '0:59'],
])('%d ms into the flight the clock shows %s', (at, shown) => {
  expect(onTheClock(at)).toBe(shown);
});

/** What the words say, in milliseconds. */
function meant(words: string): number {
  const unit = { ms: 1, s: 1_000, min: 60_000, h: 3_600_000 };
  const parts = [...words.matchAll(/([\d.]+) (ms|s|min|h)\b/g)];
  const sum = parts.reduce(
    (total, [, count, name]) => total + Number(count) * unit[name as keyof typeof unit],
    0,
  );
  return words.startsWith('−') ? -sum : sum;
}

test('no duration is said more than a unit off, or in more than two units', () => {
  const duration = fc.oneof(
    fc.double({ min: -2e9, max: 2e9, noNaN: true }),
    fc.double({ min: 0, max: 70_000, noNaN: true }),
  );
  fc.assert(
    fc.property(duration, (ms) => {
      const words = inWords(milliseconds(ms));
      expect(words).toMatch(/^−?[\d.]+ (ms|s|min|h)( \d+ (s|min))?$/);
      const off = Math.abs(meant(words) - ms);
      const size = Math.abs(ms);
      expect(off).toBeLessThanOrEqual(size < 1_000 ? 1 : size < 60_000 ? 51 : 60_000);
    }),
    { numRuns: 1_000 },
  );
});
