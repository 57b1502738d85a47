import { describe, expect, test } from 'vitest';
import { byVersion } from '#harness/install/version.ts';
import { checks, clients } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { naturalMutants, story, titled } from './natural-mutants.ts';

const { client, pairs } = await naturalMutants();
const known = await checks();

test('they are releases of a client that has releases', async () => {
  expect((await clients()).get(client)?.package).toBeDefined();
});

test('on eight pairs of releases or more, the check flips that the changelog is about', () => {
  const flipping = pairs.filter(({ flips }) => flips === 'yes');
  expect(new Set(flipping.map(({ newer }) => newer.release)).size).toBeGreaterThanOrEqual(8);
});

test('no pair is listed twice', () => {
  const titles = pairs.map((pair) => `${titled(pair)}, ${pair.check}`);
  expect(new Set(titles).size).toBe(titles.length);
});

describe.each(pairs.map((pair) => [titled(pair), pair] as const))('%s', (_, pair) => {
  test('the older one is the older one', () => {
    expect(byVersion(pair.older.release, pair.newer.release)).toBeLessThan(0);
  });

  test('its scenario is one that can be flown', async () => {
    expect(await select([story(pair)])).toHaveLength(1);
  });

  test('the check that flips is there', () => {
    if (pair.flips === 'yes') expect([...known.keys()]).toContain(pair.check);
  });

  test('what does not flip is a question, and says what was seen', () => {
    if (pair.flips === 'no') expect(pair.note).toBeDefined();
  });
});
