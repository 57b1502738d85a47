import type { Random } from '#core/random.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { type Component, gravest, WEIGHT, type Yardstick } from './yardstick.ts';

/**
 * The mean of something over the catalogue: within each family first, and then over the families by
 * what they weigh. A scenario for which there is nothing is left out; of how many that are is told
 * elsewhere.
 */
export type Weighing = (valueIn: (scenario: string) => number | undefined) => number;

interface Family {
  readonly scenarios: readonly string[];
  readonly weight: number;
}

/**
 * Families by what they hit: the mean weight of the gravest class in each scenario.
 *
 * Decided: from the declared classes of the faulted components alone, so that there is no second
 * table to tune, and however many easy scenarios somebody adds, their family weighs what it hits.
 */
function families({ catalogue, components }: Yardstick): readonly Family[] {
  const groups = Map.groupBy(catalogue, ({ family }) => family);
  return [...groups.values()].map((members) => ({
    scenarios: members.map(({ id }) => id),
    weight: mean(members.map((scenario) => weightOf(scenario, components))),
  }));
}

const weightOf = (scenario: ScenarioRecord, components: readonly Component[]): number =>
  WEIGHT[gravest(scenario, components)];

const mean = (values: readonly number[]): number =>
  values.reduce((sum, one) => sum + one, 0) / values.length;

const weighed =
  (groups: readonly Family[]): Weighing =>
  (valueIn) => {
    let sum = 0;
    let weights = 0;
    for (const { scenarios, weight } of groups) {
      const values = scenarios.map(valueIn).filter((value) => value !== undefined);
      if (values.length === 0) continue;
      sum += weight * mean(values);
      weights += weight;
    }
    return weights === 0 ? 0 : sum / weights;
  };

/** How a client's score is put together. */
export const weighing = (yardstick: Yardstick): Weighing => weighed(families(yardstick));

/** A catalogue that might have been written instead: of each family as many, drawn from it. */
export function redrawn(yardstick: Yardstick, random: Random): () => Weighing {
  const groups = families(yardstick);
  return () =>
    weighed(
      groups.map(({ scenarios, weight }) => ({
        weight,
        scenarios: scenarios.map(() => scenarios[random.integer(0, scenarios.length - 1)]!),
      })),
    );
}
