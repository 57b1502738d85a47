import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { mutants } from '#fixtures/clients/mutants.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { beside, broken } from '#test/broken.ts';
import { fly } from '#test/fly.ts';

/** The whole product takes minutes; test/mutants.test.ts flies a part of it. */
const SEEDS = [1, 2];
const scenarios = await everyScenario();

test.each(scenarios)('the hardened client keeps every promise in $id', async (scenario) => {
  for (const seed of SEEDS) {
    const { judgement } = await fly(scenario, hardened, virtual, { seed });
    expect(judgement, `seed ${seed}`).toMatchObject({ failed: [], regret: 0 });
  }
});

test.each([...mutants])(
  'the mutant %s breaks its own promise and no other, anywhere',
  async (_, mutant) => {
    const all = await broken(mutant.adapter, scenarios);
    expect(all).toHaveProperty([mutant.check]);
    expect(beside(mutant, all)).toEqual({});
    // What it may trip, it does trip: the reason would be one for nothing.
    for (const check of Object.keys(mutant.may)) expect(all).toHaveProperty([check]);
  },
);

/** The contract, section 11.1, asks for 95 of 100: of ten, that is all of them. */
const MANY = Array.from({ length: 10 }, (_, n) => n + 1);

test.each([...mutants])('the mutant %s is caught in 95 seeds of 100', async (_, mutant) => {
  const shows = scenarios.filter(({ id }) => id === mutant.shows);
  const { [mutant.check]: where = [] } = await broken(mutant.adapter, shows, MANY);
  expect(where.length / MANY.length).toBeGreaterThanOrEqual(0.95);
});
