import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atMost,
  flips,
  type Known,
  next,
  type Outcome,
  type Range,
} from '#harness/bisect/search.ts';

/** Search a history to its end, and say how many flights it took. */
function searched(history: readonly Outcome[], range: Range, known: Known = new Map()) {
  const told = new Map(known);
  for (let flights = 0; ; flights += 1) {
    const step = next(range, told);
    if (!('fly' in step)) return { step, flights, told };
    expect(told.has(step.fly), 'a release that is known is not flown').toBe(false);
    told.set(step.fly, history[step.fly]!);
  }
}

/** A history that flips once, at this place, in one direction or the other. */
const once = (count: number, at: number, first: Outcome): readonly Outcome[] =>
  Array.from({ length: count }, (_, place) =>
    place < at ? first : first === 'kept' ? 'broken' : 'kept',
  );

const ends = (count: number, first: Outcome): Range =>
  first === 'kept' ? { kept: 0, broken: count - 1 } : { kept: count - 1, broken: 0 };

const direction = fc.constantFrom<Outcome>('kept', 'broken');

/** A number of releases, and where it flips. */
const place = fc
  .integer({ min: 2, max: 400 })
  .chain((count) => fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count - 1 })));

test('wherever it flips, two neighbours are found in ⌈log2 n⌉ + 2 flights', () => {
  fc.assert(
    fc.property(place, direction, ([count, at], first) => {
      const { step, flights } = searched(once(count, at, first), ends(count, first));
      const [kept, broken] = first === 'kept' ? [at - 1, at] : [at, at - 1];
      expect(step).toEqual({ flip: { kept, broken, between: [] } });
      expect(flights).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 2);
      expect(flights).toBeLessThanOrEqual(atMost(count));
    }),
  );
});

const history = fc.array(fc.constantFrom<Outcome>('kept', 'broken', 'unknown'), {
  minLength: 2,
  maxLength: 60,
});

test('of any history, two are found that do differ, and nobody can tell of any in between', () => {
  fc.assert(
    fc.property(history, direction, (middle, first) => {
      const last: Outcome = first === 'kept' ? 'broken' : 'kept';
      const all = [first, ...middle, last];
      const { step } = searched(all, ends(all.length, first));
      expect(step).toHaveProperty('flip');
      if (!('flip' in step)) return;
      const { kept, broken, between } = step.flip;
      expect([all[kept], all[broken]]).toEqual(['kept', 'broken']);
      expect(between).toHaveLength(Math.abs(kept - broken) - 1);
      for (const at of between) expect(all[at]).toBe('unknown');
    }),
  );
});

test('what is known already is not flown again, and never leads astray', () => {
  fc.assert(
    fc.property(history, direction, fc.infiniteStream(fc.boolean()), (middle, first, coin) => {
      const last: Outcome = first === 'kept' ? 'broken' : 'kept';
      const all = [first, ...middle, last];
      const known = new Map([...all.entries()].filter(() => coin.next().value));
      const { step } = searched(all, ends(all.length, first), known);
      expect(step).toHaveProperty('flip');
      if (!('flip' in step)) return;
      expect(all[step.flip.kept]).toBe('kept');
      expect(all[step.flip.broken]).toBe('broken');
    }),
  );
});

test('an end that cannot be flown is stood for by its neighbour', () => {
  const all: readonly Outcome[] = ['unknown', 'kept', 'kept', 'broken', 'unknown', 'unknown'];
  const { step } = searched(all, { kept: 0, broken: 5 });
  expect(step).toEqual({ flip: { kept: 2, broken: 3, between: [] } });
});

test('an end that is not as it was said to be ends the search at once', () => {
  const all = once(50, 20, 'kept');
  expect(searched(all, { kept: 49, broken: 0 })).toMatchObject({
    step: { unlike: 49 },
    flights: 1,
  });
  expect(searched(all, { kept: 0, broken: 10 })).toMatchObject({
    step: { unlike: 10 },
    flights: 2,
  });
});

test('where no release can be flown, there is nothing to say', () => {
  const all: readonly Outcome[] = ['unknown', 'unknown', 'unknown', 'unknown'];
  expect(searched(all, { kept: 0, broken: 3 }).step).toEqual({ lost: 'kept' });
  expect(searched(['kept', 'unknown'], { kept: 0, broken: 1 }).step).toEqual({ lost: 'broken' });
});

test('a release that cannot be told is stepped over to its neighbour', () => {
  const all: readonly Outcome[] = ['broken', 'broken', 'unknown', 'kept', 'kept'];
  const { step } = searched(all, { kept: 4, broken: 0 });
  expect(step).toEqual({ flip: { kept: 3, broken: 1, between: [2] } });
});

test('a history that goes back and forth is seen where it has been flown', () => {
  const outcomes: readonly Outcome[] = ['broken', 'kept', 'unknown', 'broken', 'kept'];
  expect(flips(new Map(outcomes.entries()))).toEqual([
    { broken: 0, kept: 1, between: [] },
    { kept: 1, broken: 3, between: [2] },
    { broken: 3, kept: 4, between: [] },
  ]);
});
