import type { RunOrder } from '#core/entry.ts';
import { better, isQuality, regret } from '#core/verdict.ts';
import { isForAll } from '#score/cells.ts';
import { type BaselineEntry, WITNESS } from './baseline.ts';
import type { Judgement } from './judge.ts';

/**
 * A run's judgement under the ceiling that holds for everybody. By its own log alone, a client
 * that has thrown its chances away could not have done better; what the hardened client was agreed
 * to reach in a scenario could be reached by all, whatever became of this run.
 */
export function underCeiling(
  judgement: Judgement,
  order: RunOrder,
  agreed: readonly BaselineEntry[],
): Judgement {
  const { verdict } = judgement;
  const shown = agreed.find(
    ({ scenario, client }) => scenario === order.scenario.id && client === WITNESS,
  )?.verdict;
  if (!shown || !isQuality(shown) || !isForAll({ order })) return judgement;
  const ceiling = isQuality(verdict) ? better(verdict, shown) : shown;
  return {
    ...judgement,
    ceiling,
    ...(isQuality(verdict) && { regret: regret(verdict, ceiling) }),
  };
}
