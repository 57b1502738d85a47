import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  atLeast,
  better,
  isQuality,
  meet,
  QUALITY,
  regret,
  together,
  type Verdict,
} from '#core/verdict.ts';

const ALL: readonly Verdict[] = [...QUALITY, 'inconclusive', 'invalid', 'not flown'];
const verdict = fc.constantFrom(...ALL);
const quality = fc.constantFrom(...QUALITY);

test('two verdicts meet the same whichever comes first', () => {
  for (const one of ALL) for (const other of ALL) expect(meet(one, other)).toBe(meet(other, one));
});

test('three verdicts meet the same whichever two meet first', () => {
  for (const a of ALL)
    for (const b of ALL) for (const c of ALL) expect(meet(meet(a, b), c)).toBe(meet(a, meet(b, c)));
});

test('a verdict meets itself as itself, and what was not flown adds nothing', () => {
  for (const one of ALL) {
    expect(meet(one, one)).toBe(one);
    expect(meet(one, 'not flown')).toBe(one);
  }
  expect(together([])).toBe('not flown');
});

/** The same things in another order, and cut into groups: how a report may happen to have them. */
const grouped = fc.array(verdict, { minLength: 1, maxLength: 12 }).chain((all) =>
  fc.record({
    all: fc.constant(all),
    shuffled: fc.shuffledSubarray(all, { minLength: all.length }),
    cuts: fc.array(fc.nat(all.length), { maxLength: 4 }),
  }),
);

test('however many are put into groups, and groups of groups, they come to the same', () => {
  fc.assert(
    fc.property(grouped, ({ all, shuffled, cuts }) => {
      const edges = [0, ...cuts.toSorted((one, other) => one - other), shuffled.length];
      const groups = edges.slice(1).map((edge, index) => shuffled.slice(edges[index], edge));
      const halves = [groups.slice(0, 2), groups.slice(2)];
      const nested = halves.map((half) => together(half.map(together)));
      expect(together(nested)).toBe(together(all));
    }),
  );
});

test('one more verdict never makes a known one better', () => {
  fc.assert(
    fc.property(fc.array(verdict), verdict, (before, more) => {
      const was = together(before);
      const is = together([...before, more]);
      if (!isQuality(was)) return;
      for (const floor of QUALITY) if (!atLeast(was, floor)) expect(atLeast(is, floor)).toBe(false);
    }),
  );
});

test('a failure is known whatever else is not', () => {
  for (const failure of ['degraded', 'grounded', 'harmful'] as const) {
    for (const other of ALL) expect(isQuality(meet(failure, other))).toBe(true);
  }
});

test('regret is the way from the ceiling down, and none where it was reached', () => {
  fc.assert(
    fc.property(quality, quality, (one, other) => {
      expect(regret(one, better(one, other))).toBe(
        Math.max(0, QUALITY.indexOf(one) - QUALITY.indexOf(better(one, other))),
      );
      expect(regret(one, one)).toBe(0);
      expect(better(one, other)).toBe(better(other, one));
    }),
  );
});
