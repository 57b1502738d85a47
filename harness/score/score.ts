import { isQuality } from '#core/verdict.ts';
import { seeded } from '#time/seeded.ts';
import { axesOf, type Standing } from './axes.ts';
import { cellsOf, type Scored } from './cells.ts';
import { type Criticality, criticality } from './criticality.ts';
import { type Graded, gradeOf } from './grade.ts';
import type { Interval } from './statistics.ts';
import { redrawn, weighing } from './weights.ts';
import type { Run, Yardstick } from './yardstick.ts';

/** How one client, flown in one kind of cell, did over the whole catalogue. */
export interface Score extends Graded, Criticality {
  /** From 0 to 1, over every scenario of the catalogue; what was not flown counts as nothing. */
  readonly value: number;
  readonly interval: Interval;
  /** The same over what was flown, and what was seen of it, with no discount for few repeats. */
  readonly seen: number;
  readonly axes: readonly Standing[];
  readonly cells: readonly Scored[];
  /** Scenarios that count as nothing, for there is no verdict with a quality. */
  readonly missing: readonly Scored[];
}

/** Catalogues that are drawn to see how much hangs on the choice of scenarios. */
const DRAWS = 1_000;

/** So much of what they come to is left out at either end. */
const TAIL = 0.05;

/**
 * The score of a client (contract, section 9.1): what its cells are worth, over families, by the
 * declared class of what failed.
 *
 * Decided: the interval says how much hangs on the scenarios that happen to be in the catalogue.
 * Each family is drawn anew from its own, a thousand times, from a fixed seed. How sure we are of
 * each cell stands in the cell already: one that does not repeat exactly counts for the least that
 * can be claimed of it.
 */
export function scoreOf(runs: readonly Run[], yardstick: Yardstick): Score {
  const cells = cellsOf(runs, yardstick);
  const weigh = weighing(yardstick);
  const utilities = new Map(cells.map(({ scenario, utility }) => [scenario, utility]));
  const reached = new Map(cells.map(({ scenario, seen }) => [scenario, seen]));
  const draw = redrawn(yardstick, seeded(1, 'score'));
  const drawn = Array.from({ length: DRAWS }, () => draw()((id) => utilities.get(id))).sort(
    (one, other) => one - other,
  );
  const interval = { low: drawn[DRAWS * TAIL]!, high: drawn[DRAWS * (1 - TAIL) - 1]! };
  const axes = axesOf(cells, weigh);
  return {
    value: weigh((id) => utilities.get(id)),
    interval,
    seen: weigh((id) => reached.get(id)),
    axes,
    cells,
    missing: cells.filter(({ verdict }) => !isQuality(verdict)),
    ...gradeOf(cells, axes, interval, yardstick),
    ...criticality(runs, yardstick),
  };
}
