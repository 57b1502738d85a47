import { isQuality } from '#core/verdict.ts';
import type { Yardstick } from '#score/yardstick.ts';
import { baseline, WITNESS } from './baseline.ts';
import { criticality } from './criticality.ts';
import { everyScenario } from './scenarios.ts';

/**
 * What a night is measured by: the whole catalogue, the declared classes, and what the hardened
 * client was agreed to reach: a night in which it falls short makes nobody else look better.
 */
export async function yardstick(): Promise<Yardstick> {
  const [catalogue, declared, agreed] = await Promise.all([
    everyScenario(),
    criticality(),
    baseline(),
  ]);
  const witnessed = Object.fromEntries(
    agreed.flatMap(({ scenario, client, verdict }) =>
      client === WITNESS && isQuality(verdict) ? [[scenario, verdict] as const] : [],
    ),
  );
  return { catalogue, ...declared, witnessed };
}
