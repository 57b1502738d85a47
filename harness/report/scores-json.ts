import type { Score } from '#score/score.ts';
import { named } from '#score/yardstick.ts';
import type { Night } from './flown.ts';
import { type ClientScore, scoresOf } from './scores.ts';

/** The scores of a night, for programs. Absent classes and times are null. */
export const scoresJson = (night: Night) => scoresOf(night).map(scoreJson);

export type ScoreJson = ReturnType<typeof scoreJson>;

function scoreJson({ client, cell, control, score }: ClientScore) {
  return {
    ...{ client, cell, control },
    grade: score.grade ?? null,
    provisional: score.provisional,
    because: score.because ?? null,
    band: score.band,
    score: rounded(score.value),
    low: rounded(score.interval.low),
    high: rounded(score.interval.high),
    seen: rounded(score.seen),
    coverage: rounded(score.coverage),
    gates: score.gates,
    axes: score.axes.map(({ axis, value, tested }) => ({
      ...{ axis, tested },
      value: value === undefined ? null : rounded(value),
    })),
    cells: score.cells.map(({ scenario, verdict, ceiling, regret, utility, decision, runs }) => ({
      ...{ scenario, verdict },
      ceiling: ceiling ?? null,
      regret: regret ?? null,
      utility: rounded(utility),
      decision: decision ?? null,
      flights: runs.length,
    })),
    criticality: score.dependences.map(dependence),
    modes: score.rows.map(mode),
  };
}

const dependence = ({
  component,
  observed,
  because,
  run,
  earned,
  gap,
  remark,
  scenarios,
  flown,
}: Score['dependences'][number]) => ({
  component: component.id,
  declared: named(component.declared),
  observed: observed ? named(observed) : null,
  because: because ?? null,
  run: run ?? null,
  earned: earned.class ? named(earned.class) : null,
  broken: earned.broken,
  unshown: earned.unshown,
  repeats: earned.repeats ?? null,
  gap,
  remark: remark ?? null,
  ...{ scenarios, flown },
});

const mode = ({ class: effect, detection, recovery, does: _, ...row }: Score['rows'][number]) => ({
  ...row,
  class: effect ? named(effect) : null,
  detection: time(detection),
  recovery: time(recovery),
});

const time = (measured: Score['rows'][number]['detection']) =>
  measured ? { ...measured, median: measured.median ?? null } : null;

/** Four places are more than anybody knows. */
const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;
