import { isQuality, QUALITY, type Quality, regret, together, type Verdict } from '#core/verdict.ts';
import { type Flown, label, type Night } from './flown.ts';
import { type Standing, standing } from './standing.ts';

/** All runs of one client under one scenario in one cell, taken together. */
export interface Pairing {
  readonly scenario: string;
  readonly client: string;
  readonly cell: string;
  readonly control: boolean;
  readonly runs: readonly Flown[];
  /** The meet of the runs' verdicts. */
  readonly verdict: Verdict;
  /** The best that was possible in the run that decided the verdict. */
  readonly ceiling: Quality;
  readonly regret?: number;
  /** Checks that failed in any of the runs, in the order of the first run that failed them. */
  readonly failed: readonly string[];
  readonly standing: Standing;
}

/** The pairings of a night, in the order in which their first runs were flown. */
export function pairings(night: Night): readonly Pairing[] {
  const groups = new Map<string, Flown[]>();
  for (const flown of night.flown) {
    const { scenario, cell } = flown.order;
    const key = JSON.stringify([scenario.id, label(flown), cell]);
    const group = groups.get(key);
    if (group) group.push(flown);
    else groups.set(key, [flown]);
  }
  return [...groups.values()].map(pair);
}

function pair(runs: readonly Flown[]): Pairing {
  const [first] = runs as readonly [Flown];
  const verdict = together(runs.map(({ judgement }) => judgement.verdict));
  const deciding = runs.find(({ judgement }) => judgement.verdict === verdict)!;
  const { ceiling } = deciding.judgement;
  const tested = runs.filter(({ judgement }) => judgement.verdict !== 'invalid');
  return {
    scenario: first.order.scenario.id,
    client: label(first),
    cell: first.order.cell,
    control: first.control,
    runs,
    verdict,
    ceiling,
    ...(isQuality(verdict) && { regret: regret(verdict, ceiling) }),
    failed: [...new Set(tested.flatMap(({ judgement }) => judgement.failed))],
    standing: worst(runs.map(standing)),
  };
}

const BY_WEIGHT: readonly Standing[] = ['worse', 'unknown', 'better', 'as expected'];

const worst = (standings: readonly Standing[]): Standing =>
  BY_WEIGHT.find((one) => standings.includes(one)) ?? 'not compared';

/** The best of several ceilings. */
export const highest = (ceilings: readonly Quality[]): Quality | undefined =>
  QUALITY.find((quality) => ceilings.includes(quality));
