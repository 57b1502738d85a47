import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Random } from '#core/random.ts';
import { seeded } from '#time/seeded.ts';

/** A few draws of each kind. */
const draws = (random: Random) => [
  random.next(),
  random.integer(0, 1_000_000),
  random.text(20),
  random.next(),
];

const seed = fc.nat();

test('the same seed gives the same draws', () => {
  fc.assert(
    fc.property(seed, (start) => {
      expect(draws(seeded(start))).toEqual(draws(seeded(start)));
      expect(draws(seeded(start).fork('a'))).toEqual(draws(seeded(start).fork('a')));
    }),
  );
});

test('a seed that changes nothing is a bug: a thousand seeds give a thousand texts', () => {
  const texts = Array.from({ length: 1_000 }, (_, start) => seeded(start).text(20));
  const first = Array.from({ length: 1_000 }, (_, start) => seeded(start).next());
  const forked = Array.from({ length: 1_000 }, (_, start) => seeded(start).fork('a').text(20));
  const sizes = [new Set(texts), new Set(first), new Set(forked)].map(({ size }) => size);
  expect(sizes).toEqual([1_000, 1_000, 1_000]);
});

test('a fork is shifted by nothing that others draw, before or after', () => {
  fc.assert(
    fc.property(seed, fc.nat({ max: 20 }), (start, noise) => {
      const alone = draws(seeded(start).fork('a'));
      const root = seeded(start);
      const sibling = root.fork('b');
      for (let n = 0; n < noise; n += 1) {
        root.next();
        sibling.text(3);
      }
      expect(draws(root.fork('a'))).toEqual(alone);
    }),
  );
});

test('a fork does not shift its parent', () => {
  const plain = seeded(7);
  const parent = seeded(7);
  draws(parent.fork('child'));
  expect(draws(parent)).toEqual(draws(plain));
});

test('every fork has draws of its own', () => {
  const root = seeded(7);
  const nested = [root, root.fork('a'), root.fork('b'), root.fork('a').fork('b'), root.fork('c')];
  const texts = nested.map((random) => random.text(20));
  expect(new Set(texts).size).toBe(nested.length);
});

test('numbers keep to their range, and reach both ends of it', () => {
  const random = seeded(7);
  const dice = Array.from({ length: 1_000 }, () => random.integer(1, 6));
  expect([Math.min(...dice), Math.max(...dice)]).toEqual([1, 6]);
  const unit = Array.from({ length: 1_000 }, () => random.next());
  expect(Math.min(...unit)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...unit)).toBeLessThan(1);
  expect(new Set(unit).size).toBe(1_000);
});

test('a text has its length, and only letters and digits, all of them', () => {
  const text = seeded(7).text(5_000);
  expect(text).toMatch(/^[a-z0-9]{5000}$/);
  expect(new Set(text).size).toBe(36);
  expect(seeded(7).text(0)).toBe('');
});

test('two hundred thousand forks give as many texts: none is another one’s twin', () => {
  const root = seeded(1);
  const texts = Array.from({ length: 200_000 }, (_, n) => root.fork(`token-${n}`).text(20));
  expect(new Set(texts).size).toBe(texts.length);
});
