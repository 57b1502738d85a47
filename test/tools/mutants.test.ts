import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import type { ClientAdapter } from '#core/client.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { soundFor } from '#fixtures/clients/reference/configurations.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { beside, broken } from '#test/broken.ts';
import { fly } from '#test/fly.ts';
import { meets } from '#test/meets.ts';

/** The whole product takes minutes; test/mutants.test.ts flies a part of it. */
const SEEDS = [1, 2];
const scenarios = await everyScenario();
/** Elsewhere a mutant flies as the hardened client does, which is flown above. */
const met = await meets(scenarios);

test.each(scenarios)('the hardened client keeps every promise in $id', async (scenario) => {
  for (const seed of SEEDS) {
    const { judgement } = await fly(scenario, hardened, virtual, { seed });
    expect(judgement, `seed ${seed}`).toMatchObject({ failed: [], regret: 0 });
  }
});

test.each([...mutants])(
  'the mutant %s breaks its own promise and no other, anywhere',
  async (name, mutant) => {
    const all = await broken(mutant.adapter, met.get(name)!);
    expect(all).toHaveProperty([mutant.check]);
    expect(beside(mutant, all)).toEqual({});
    // What it may trip, it does trip: the reason would be one for nothing.
    for (const check of Object.keys(mutant.may)) expect(all).toHaveProperty([check]);
  },
);

const logged = async (scenario: ScenarioRecord, adapter: ClientAdapter) =>
  (await fly(scenario, adapter, virtual)).entries.filter(({ kind }) => kind !== 'run.began');

test.each([...mutants])(
  'where %s is not met, its client does what a sound one does',
  async (name) => {
    const elsewhere = scenarios.filter((scenario) => !met.get(name)!.includes(scenario));
    for (const scenario of elsewhere.filter((_, n) => n % 40 === 0)) {
      const sound = referenceClient(soundFor(name), '');
      expect(await logged(scenario, mutants.get(name)!.adapter)).toEqual(
        await logged(scenario, sound),
      );
    }
  },
);

/** The contract, section 11.1, asks for 95 of 100 seeds; of ten, that is all of them. */
const MANY = Array.from({ length: 10 }, (_, n) => n + 1);

test.each([...mutants])('the mutant %s is caught with each of ten seeds', async (_, mutant) => {
  const shows = scenarios.filter(({ id }) => id === mutant.shows);
  const { [mutant.check]: where = [] } = await broken(mutant.adapter, shows, MANY);
  expect(where).toHaveLength(MANY.length);
});
