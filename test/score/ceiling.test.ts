import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { atLeast } from '#core/verdict.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '../fly.ts';

const scenarios = await everyScenario();

/** Where somebody may reach more by what the contract forbids, and why it is no measure. */
const LUCK: Readonly<Record<string, string>> = {
  'organization-not-allowed-at-times':
    'Whoever repeats a 403 may come to the other replica; a 403 is not to be repeated (Y5).',
  'fleet-turned-away-together':
    'Of those who all come back at once some are let in sooner; they are to spread out (H1).',
};

/**
 * A ceiling is reckoned from the truth of a run, and a client that has thrown its chances away has
 * a lower one. None may be higher than what somebody has reached.
 */
test.each(scenarios)(
  'hardened reaches the ceiling of $id, and nobody has a higher one',
  async (scenario) => {
    const { verdict, ceiling, regret } = (await fly(scenario, hardened, virtual)).judgement;
    expect({ verdict, regret }).toEqual({ verdict: ceiling, regret: 0 });
    if (Object.hasOwn(LUCK, scenario.id)) return;
    for (const adapter of [naive, claudeCodeLike]) {
      const { judgement } = await fly(scenario, adapter, virtual);
      expect(atLeast(ceiling, judgement.ceiling), adapter.name).toBe(true);
    }
  },
);
