import { virtual } from '#cells/virtual.ts';
import type { ClientAdapter } from '#core/client.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Mutant } from '#fixtures/clients/mutants.ts';
import { fly } from '#test/fly.ts';

/** The checks that a client breaks in these scenarios, and where it breaks each of them. */
export async function broken(
  adapter: ClientAdapter,
  scenarios: readonly ScenarioRecord[],
  seeds: readonly number[] = [1],
): Promise<Readonly<Record<string, readonly string[]>>> {
  const where: Record<string, string[]> = {};
  for (const scenario of scenarios) {
    for (const seed of seeds) {
      const { judgement } = await fly(scenario, adapter, virtual, { seed });
      for (const check of judgement.failed) {
        where[check] = [...(where[check] ?? []), `${scenario.id}, seed ${seed}`];
      }
    }
  }
  return where;
}

/** What a mutant breaks beside its own check, and beside those that it may trip. */
export const beside = (
  { check, may }: Pick<Mutant, 'check' | 'may'>,
  all: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(all).filter(([id]) => id !== check && !(id in may)));
