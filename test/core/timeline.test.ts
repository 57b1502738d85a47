import fc from 'fast-check';
import { expect, test } from 'vitest';
import { milliseconds, minutes, seconds } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import { record, scenario, signedIn, turns } from '#core/scenario.ts';
import {
  both,
  clockTimes,
  count,
  during,
  isOpen,
  NOTHING_YET,
  refreshes,
  requests,
  spanInWords,
  strikes,
  throughout,
  writes,
} from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

const fault = nxdomain('oauth', { note: 'kept' });
const struck = (struckBy: number): Fact => ({ kind: 'attempt.ended', attempt: 1, struckBy });
const rotated: Fact = { kind: 'ledger', act: 'rotated', token: 'refresh-1', family: 'family-1' };
const tallied = (...facts: readonly Fact[]) => facts.reduce(count, NOTHING_YET);
const open = (window: Parameters<typeof isOpen>[0], facts: readonly Fact[] = [], now = 0) =>
  isOpen(window, 0, tallied(...facts), now);

test('a duration stands for the moment after so long a flight', () => {
  expect(during({ from: minutes(5), until: seconds(9) }, fault)).toEqual({
    fault,
    from: { on: 'clock', at: 300_000 },
    until: { on: 'clock', at: 9_000 },
  });
  expect(both(seconds(1), strikes(2))).toEqual({
    on: 'both',
    of: [
      { on: 'clock', at: 1_000 },
      { on: 'strikes', count: 2 },
    ],
  });
});

test('a moment that counts writes counts what the client changes, and nothing else', () => {
  const state = { readable: true, access: 'access-1', refresh: 'refresh-1' };
  const looked = (look: 'before' | 'change' | 'act' | 'after'): Fact => ({
    ...{ kind: 'store', look, state },
  });
  const window = during({ from: writes(2), until: 'the end' }, fault);
  const others = [looked('before'), looked('act'), looked('after')];
  expect(open(window, [...others, looked('change')])).toBe(false);
  expect(open(window, [looked('change'), ...others, looked('change')])).toBe(true);
  expect(spanInWords(window)).toBe('from 2 writes to the store on');
});

test('what has no beginning has been open since before the flight', () => {
  expect(open(during({ until: minutes(1) }, fault), [], -2_000)).toBe(true);
  expect(open(throughout(fault), [], -2_000)).toBe(true);
  expect(open(throughout(fault), [], 1e12)).toBe(true);
});

test('a window by time is open from its beginning, and closed at its end', () => {
  const times = fc.integer({ min: -5_000, max: 5_000 });
  fc.assert(
    fc.property(times, times, times, (from, until, now) => {
      const window = during({ from: milliseconds(from), until: milliseconds(until) }, fault);
      expect(open(window, [], now)).toBe(now >= from && now < until);
    }),
  );
});

test('strikes are counted for each window, refreshes by rotations, and nothing else counts', () => {
  expect(open(during({ until: strikes(2) }, fault), [struck(0), struck(1)])).toBe(true);
  expect(open(during({ until: strikes(2) }, fault), [struck(0), struck(0)])).toBe(false);
  expect(open(during({ until: refreshes(1) }, fault), [{ ...rotated, act: 'issued' }])).toBe(true);
  expect(open(during({ until: refreshes(1) }, fault), [rotated])).toBe(false);
});

test('counting leaves the tally that it was given as it was', () => {
  const before = tallied(struck(0));
  const was = structuredClone(before);
  count(before, struck(0), 0);
  count(before, rotated, 0);
  expect(before).toEqual(was);
});

test('every time by the clock is noticed, also one that something else must go with', () => {
  const window = during({ from: both(seconds(3), strikes(1)), until: both(9, 7) }, fault);
  expect(clockTimes(window)).toEqual([3_000, 9, 7]);
  expect(clockTimes(throughout(fault))).toEqual([]);
});

test('a window survives being written down', () => {
  const story = scenario({
    title: 't',
    why: 'w',
    family: 'dns',
    seen: [],
    given: signedIn({ accessToken: minutes(1) }),
    work: turns({ count: 1, every: minutes(1) }),
    faults: [
      throughout(fault),
      during({ from: both(strikes(1), minutes(2)), until: requests(3, 'model') }, fault),
    ],
    exercises: [],
  });
  const written = record('id', story);
  expect(JSON.parse(JSON.stringify(written))).toEqual(written);
  for (const [index, window] of written.faults.entries()) {
    for (const now of [-1, 0, minutes(2), minutes(9)]) {
      const expected = open(story.faults[index]!, [struck(0)], now);
      expect(open(window, [struck(0)], now)).toBe(expected);
    }
  }
});

test('a window is said as a person would say it', () => {
  const said = [
    during({ from: minutes(5), until: minutes(45) }, fault),
    during({ until: strikes(1) }, fault),
    during({ from: requests(2, 'model'), until: 'the end' as never }, fault),
    during({ until: both(strikes(4), seconds(2)) }, fault),
    during({ until: refreshes(1) }, fault),
    throughout(fault),
  ].map(spanInWords);
  expect(said).toEqual([
    '5 min to 45 min',
    'until 1 strike',
    'from 2 requests to model on',
    'until 4 strikes and 2 s',
    'until a token was refreshed',
    'throughout',
  ]);
});
