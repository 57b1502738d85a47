import { Evidence } from '#core/evidence.ts';
import { type Excerpt, excerpt } from './excerpt.ts';
import { type Flown, legible, type Night } from './flown.ts';
import type { Observation } from './observation.ts';
import { observations } from './observations.ts';
import { surprising } from './standing.ts';
import { counted } from './words.ts';

/** One run, with all that the page says of it. */
export interface Told {
  readonly flown: Flown;
  /** Undefined where the log cannot be read as that of a run. */
  readonly evidence: Evidence | undefined;
  readonly observations: readonly Observation[];
  /** Undefined where the log is left out of the page. */
  readonly excerpt: Excerpt | undefined;
}

/** What goes into the page, and in sentences what does not. */
export interface Plan {
  readonly told: readonly Told[];
  readonly leftOut: readonly string[];
}

/** Logs in one page. */
const LOGS = 60;
/** Lines in one page: about 150,000 elements, which a browser still opens in a second. */
const LINES = 20_000;
/** Lines of one log. */
const LINES_OF_ONE = 10_000;

/** Decide which logs the page holds: first what surprises, then what went worst, then the rest. */
export function plan(night: Night): Plan {
  const chosen = new Map<Flown, number>();
  let room = LINES;
  for (const flown of byInterest(night.flown).slice(0, LOGS)) {
    const lines = Math.min(flown.entries.length, LINES_OF_ONE, room);
    if (lines === 0) break;
    chosen.set(flown, lines);
    room -= lines;
  }
  const told = night.flown.map((flown) => tell(flown, chosen.get(flown)));
  return { told, leftOut: leftOut(told) };
}

function tell(flown: Flown, lines: number | undefined): Told {
  const evidence = legible(flown) ? new Evidence(flown.entries) : undefined;
  const seen = evidence ? observations(evidence) : [];
  const exhibits = [
    ...flown.judgement.findings
      .filter(({ outcome }) => outcome === 'fail' || outcome === 'inconclusive')
      .flatMap((finding) => [...finding.exhibits, ...finding.witness]),
    ...seen.flatMap((observation) => observation.exhibits),
  ];
  return {
    flown,
    evidence,
    observations: seen,
    excerpt: lines === undefined ? undefined : excerpt(flown.entries, exhibits, lines),
  };
}

function byInterest(runs: readonly Flown[]): readonly Flown[] {
  const cells = new Set<string>();
  const scored = runs.map((flown, index) => {
    const { scenario, client, cell } = flown.order;
    const key = JSON.stringify([scenario.id, client, cell]);
    const fresh = cells.has(key) ? 0 : 1;
    cells.add(key);
    const regret = flown.judgement.regret ?? 2;
    return { flown, index, score: (surprising(flown) ? 100 : 0) + regret * 10 + fresh };
  });
  return scored
    .sort((one, other) => other.score - one.score || one.index - other.index)
    .map(({ flown }) => flown);
}

function leftOut(told: readonly Told[]): readonly string[] {
  const without = told.filter((one) => !one.excerpt && one.flown.entries.length > 0).length;
  const cut = told.filter((one) => one.excerpt && one.excerpt.entries.length < one.excerpt.of);
  const lines = cut.reduce((sum, one) => sum + one.excerpt!.of - one.excerpt!.entries.length, 0);
  return [
    ...(without > 0 ? [`${counted(without, 'log')} left out to keep this page light`] : []),
    ...(lines > 0
      ? [`${counted(lines, 'line')} left out of ${counted(cut.length, 'long log')}`]
      : []),
  ];
}
