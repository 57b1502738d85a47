import { virtual } from '#cells/virtual.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { clientWith } from '#fixtures/clients/reference/adapter.ts';
import { configurations, soundFor } from '#fixtures/clients/reference/configurations.ts';
import { type Defect, defects } from '#fixtures/clients/reference/defects.ts';
import { fly } from '#test/fly.ts';

/** No defect at all, and which were asked for. */
class Watched extends Set<Defect> {
  readonly asked = new Set<Defect>();

  override has(defect: Defect): boolean {
    this.asked.add(defect);
    return super.has(defect);
  }
}

/**
 * The scenarios in which each defect can make a difference. A run repeats exactly: where the sound
 * client never asks itself whether it has a defect, the client that has it does the same.
 */
export async function meets(
  scenarios: readonly ScenarioRecord[],
): Promise<ReadonlyMap<Defect, readonly ScenarioRecord[]>> {
  const met = new Map(defects.map((defect) => [defect, [] as ScenarioRecord[]]));
  for (const sound of ['hardened', 'resolving'] as const) {
    const kin = defects.filter((defect) => soundFor(defect) === sound);
    for (const scenario of scenarios) {
      const watched = new Watched();
      const { about, ...rest } = configurations[sound];
      await fly(scenario, clientWith({ ...rest, about, defects: watched }, sound, about), virtual);
      for (const defect of kin.filter((one) => watched.asked.has(one))) {
        met.get(defect)!.push(scenario);
      }
    }
  }
  return met;
}
