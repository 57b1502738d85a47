import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { atLeast, isQuality } from '#core/verdict.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '../fly.ts';

const scenarios = await everyScenario();

test.each(scenarios)('the hardened client reaches the ceiling of $id', async (scenario) => {
  const { judgement } = await fly(scenario, hardened, virtual);
  const { verdict, ceiling } = judgement;
  expect(isQuality(verdict) && verdict).toBe(ceiling);
});

/** Where somebody may reach more by what the contract forbids, and why it is no measure. */
const LUCK: Readonly<Record<string, string>> = {
  'organization-not-allowed-at-times':
    'Whoever repeats a 403 may come to the other replica; a 403 is not to be repeated (Y5).',
};

/**
 * A ceiling is reckoned from the truth of a run, and a client that has thrown its chances away has
 * a lower one. None may be higher than what somebody has reached.
 */
test.each(scenarios.filter(({ id }) => !Object.hasOwn(LUCK, id)))(
  'no client is asked for more in $id than can be reached',
  async (scenario) => {
    const { judgement: reached } = await fly(scenario, hardened, virtual);
    for (const adapter of [naive, claudeCodeLike]) {
      const { ceiling } = (await fly(scenario, adapter, virtual)).judgement;
      expect(atLeast(reached.verdict, ceiling), adapter.name).toBe(true);
    }
  },
);
