import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import { checks } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';

const SEEDS = [1, 2, 3];
const scenarios = await everyScenario();
const ids = [...(await checks()).keys()];

/** What broke, over the whole catalogue and several seeds. */
async function brokenBy(adapter: typeof hardened): Promise<ReadonlySet<string>> {
  const broken = new Set<string>();
  for (const seed of SEEDS) {
    for (const scenario of scenarios) {
      const { judgement } = await fly(scenario, adapter, virtual, { seed });
      for (const check of judgement.failed) broken.add(check);
    }
  }
  return broken;
}

test('the hardened client keeps every promise in every scenario', async () => {
  for (const seed of SEEDS) {
    for (const scenario of scenarios) {
      const { judgement } = await fly(scenario, hardened, virtual, { seed });
      expect(judgement, `${scenario.id}, seed ${seed}`).toMatchObject({ failed: [], regret: 0 });
    }
  }
});

test.each([...mutants])('the mutant %s breaks its own promise and no other', async (_, mutant) => {
  expect([...(await brokenBy(mutant.adapter))]).toEqual([mutant.check]);
});

test('every check has a mutant that it catches', () => {
  const caught = [...mutants.values()].map(({ check }) => check);
  expect([...new Set(caught)].sort()).toEqual([...ids].sort());
});

test('where nothing is wrong, no reference client is found at fault', async () => {
  const calm = scenarios.find(({ id }) => id === 'calm')!;
  const { naive } = await import('#clients/naive.ts');
  const { claudeCodeLike } = await import('#clients/claude-code-like.ts');
  for (const adapter of [naive, claudeCodeLike, hardened]) {
    const { judgement, evidence } = await fly(calm, adapter, virtual);
    expect(judgement).toMatchObject({ verdict: 'transparent', failed: [] });
    expect(evidence.of('client.told')).toEqual([]);
  }
});
