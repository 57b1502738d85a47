import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { Evidence } from '#core/evidence.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import { checks } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { golden } from './checks/golden/all.ts';
import { fly } from './fly.ts';

const all = await checks();
const ids = [...all.keys()];
const scenarios = await everyScenario();

/** Every pair of checks that none of these tells apart: whatever fails the one fails the other. */
const together = (failed: readonly ReadonlySet<string>[]) =>
  ids.flatMap((one, place) =>
    ids
      .slice(place + 1)
      .filter((other) => failed.every((run) => run.has(one) === run.has(other)))
      .map((other) => `${one} and ${other}`),
  );

const inGolden = Object.values(golden).flatMap((logs) =>
  (['kept', 'broken', 'open'] as const).map((name) => {
    const evidence = new Evidence(logs[name]);
    const broken = [...all.values()].filter((check) => check.judge(evidence).outcome === 'fail');
    return new Set(broken.map(({ id }) => id));
  }),
);

/** Pairs of which each mutant that breaks one breaks the other where it shows, and why. */
const ALIKE: Readonly<Record<string, string>> = {
  'fleet.blast and fleet.simultaneous':
    'Who takes a login from all of a fleet takes it at once: only a slow end tells them apart.',
  'herd.recovery-peak and retry.jitter':
    'Without jitter a herd comes back as one: only who waits in step with the clock does with it.',
  'iso.auth-not-model and keep.valid-token':
    'Who sends nothing with a good token in a sign-in outage breaks both promises in one act.',
};

const ofMutants = await Promise.all(
  [...mutants.values()].map(async ({ adapter, shows }) => {
    const scenario = scenarios.find(({ id }) => id === shows)!;
    const { judgement } = await fly(scenario, adapter, virtual);
    return new Set(judgement.failed);
  }),
);

test('of every two checks there is a log that breaks one and keeps the other', () => {
  expect(together([...inGolden, ...ofMutants])).toEqual([]);
});

test('of every two checks there is a mutant that does so, but for those that go together', () => {
  expect(together(ofMutants)).toEqual(Object.keys(ALIKE));
  expect(together(inGolden).filter((pair) => pair in ALIKE)).toEqual([]);
});

test('two checks that are one are found out', () => {
  const [one, other] = ids;
  expect(together([new Set([one!, other!]), new Set()])).toContain(`${one} and ${other}`);
  expect(together([new Set([one!])])).not.toContain(`${one} and ${other}`);
});
