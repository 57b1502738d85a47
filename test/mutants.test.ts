import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { type Mutant, mutants } from '#fixtures/clients/mutants.ts';
import { checks } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { beside, broken } from '#test/broken.ts';
import { fly } from '#test/fly.ts';

const scenarios = await everyScenario();
const known = await checks();

/** Where every mutant is flown: one or two of each kind of trouble, and none. */
const EVERYWHERE = [
  ...['calm', 'nxdomain', 'servfail', 'connection-reset', 'certificate-untrusted'],
  ...['refresh-denied', 'refresh-unavailable', 'token-rejected', 'model-overloaded'],
  'auth-host-decoy',
];
/** How many more scenarios each mutant is flown in; test/tools/mutants.test.ts flies them all. */
const MORE = 4;

/**
 * Those, the one in which it shows, and some that put its check to the test: of each family one,
 * and then another of each.
 */
function chosenFor({ check, shows }: Pick<Mutant, 'check' | 'shows'>): readonly ScenarioRecord[] {
  const { standing = false } = known.get(check)!;
  const always = [...EVERYWHERE, shows];
  const others = scenarios
    .filter(({ id }) => !always.includes(id))
    .filter(({ exercises }) => standing || exercises.includes(check));
  const place = (one: ScenarioRecord) =>
    others.filter(({ family }) => family === one.family).indexOf(one);
  const more = others.toSorted((one, other) => place(one) - place(other)).slice(0, MORE);
  return [...scenarios.filter(({ id }) => always.includes(id)), ...more];
}

test.each(scenarios)('the hardened client keeps every promise in $id', async (scenario) => {
  const { judgement } = await fly(scenario, hardened, virtual);
  expect(judgement).toMatchObject({ failed: [], regret: 0 });
});

test.each([...mutants])('the mutant %s breaks its own promise and no other', async (_, mutant) => {
  const chosen = chosenFor(mutant);
  expect(chosen.length).toBeGreaterThanOrEqual(EVERYWHERE.length);
  const all = await broken(mutant.adapter, chosen);
  expect(all).toHaveProperty([mutant.check]);
  expect(beside(mutant, all)).toEqual({});
});

/** Some seeds of the scenario in which it shows; test/tools/mutants.test.ts flies ten. */
const SEEDS = [2, 3];

test.each([...mutants])('the mutant %s is caught by another seed, too', async (_, mutant) => {
  const shows = scenarios.filter(({ id }) => id === mutant.shows);
  const { [mutant.check]: where = [] } = await broken(mutant.adapter, shows, SEEDS);
  expect(where).toHaveLength(SEEDS.length);
});

test('every scenario in which every mutant is flown is there', () => {
  const ids = scenarios.map(({ id }) => id);
  expect(EVERYWHERE.filter((id) => !ids.includes(id))).toEqual([]);
});

test('every check has a mutant that it catches', () => {
  const caught = [...mutants.values()].map(({ check }) => check);
  expect([...new Set(caught)].sort()).toEqual([...known.keys()].sort());
});

test('where nothing is wrong, no reference client is found at fault', async () => {
  const calm = scenarios.find(({ id }) => id === 'calm')!;
  for (const adapter of [naive, claudeCodeLike, hardened]) {
    const { judgement, evidence } = await fly(calm, adapter, virtual);
    expect(judgement).toMatchObject({ verdict: 'transparent', failed: [] });
    expect(evidence.of('client.told')).toEqual([]);
  }
});
