import { Evidence } from '#core/evidence.ts';
import { type Assurance, assurance } from './assurance.ts';
import { effectOf, gravestOf, rank, type Seen } from './effect.ts';
import { type Row, rowsOf } from './fmea.ts';
import {
  type Class,
  type Component,
  componentsOf,
  named,
  type Run,
  type Yardstick,
} from './yardstick.ts';

/** How a client was built for the failure of a component, against what that failure does to it. */
export type Gap = 'under-engineered' | 'not shown' | 'matched' | 'over-engineered' | 'not flown';

/** A component, as one client depends on it. */
export interface Dependence {
  readonly component: Component;
  /** The gravest effect of its failing alone; undefined where nothing was ever to be seen. */
  readonly observed: Class | undefined;
  /** Why, and in which run it was seen. */
  readonly because?: string;
  readonly run?: string;
  readonly earned: Assurance;
  readonly gap: Gap;
  /** What to make of the declared class, where the observed one differs. */
  readonly remark?: string;
  /** Scenarios in which it failed alone, and how many of them were flown. */
  readonly scenarios: number;
  readonly flown: number;
}

/** What can be said of all components, and of each way in which they fail. */
export interface Criticality {
  readonly dependences: readonly Dependence[];
  readonly rows: readonly Row[];
}

/** How a client depends on each component, from the runs in which it failed. */
export function criticality(runs: readonly Run[], yardstick: Yardstick): Criticality {
  const { components, catalogue } = yardstick;
  const flown = runs.filter(isTelling);
  const parts = components.map((component) => {
    const hits = (run: Run) => componentsOf(run.order.scenario, components).includes(component);
    const isAlone = ({ order }: Run) => componentsOf(order.scenario, components).length === 1;
    const single = flown.filter((run) => hits(run) && isAlone(run));
    const pairs = flown.filter((run) => hits(run) && !isAlone(run));
    const seen = single.map((run) => ({
      run,
      effect: effectOf(new Evidence(run.entries), run.judgement),
    }));
    const scenarios = catalogue.filter((scenario) => {
      const hit = componentsOf(scenario, components);
      return hit.length === 1 && hit[0] === component;
    });
    const dependence = dependenceOn(component, seen, assurance(single, pairs));
    return { dependence: { ...dependence, scenarios: scenarios.length }, seen, component };
  });
  return {
    dependences: parts.map(({ dependence }) => dependence),
    rows: parts.flatMap(({ component, seen }) => rowsOf(component, seen, yardstick)),
  };
}

/** Whether its log can be read as that of a run, and something was tested in it. */
const isTelling = ({ entries, judgement }: Run): boolean =>
  entries[0]?.kind === 'run.began' &&
  judgement.verdict !== 'invalid' &&
  // A log that was cut off is not judged at all.
  judgement.findings.length > 0;

function dependenceOn(
  component: Component,
  seen: readonly Seen[],
  earned: Assurance,
): Omit<Dependence, 'scenarios'> {
  const flown = new Set(seen.map(({ run }) => run.order.scenario.id)).size;
  const worst = gravestOf(seen);
  if (!worst) return { component, observed: undefined, earned, gap: 'not flown', flown };
  const observed = worst.effect.class;
  const remark = remarkOn(component.declared, observed);
  return {
    component,
    observed,
    because: worst.effect.because,
    run: worst.run.order.id,
    earned,
    gap: gapBetween(component.declared, observed, earned),
    ...(remark !== undefined && { remark }),
    flown,
  };
}

/**
 * The finding (contract, section 7.4): what a failure does, against what the client was shown to be
 * built for.
 *
 * Decided: over-engineered is only what was built for more than was declared. That a failure does
 * little to a client which was built for it is no waste, it is what it was built for.
 */
function gapBetween(declared: Class, observed: Class | undefined, earned: Assurance): Gap {
  if (rank(earned.class) > rank(observed)) {
    return earned.broken.length === 0 ? 'not shown' : 'under-engineered';
  }
  const beyond = rank(earned.class) < rank(observed) && rank(earned.class) < rank(declared);
  return beyond ? 'over-engineered' : 'matched';
}

function remarkOn(declared: Class, observed: Class | undefined): string | undefined {
  if (rank(observed) < rank(declared)) {
    return `declared ${named(declared)}, and its failing was ${named(observed!)} to this client`;
  }
  if (rank(observed) > rank(declared)) {
    const seen = observed === undefined ? 'not to be seen' : `only ${named(observed)}`;
    return `declared ${named(declared)}, and its failing was ${seen}`;
  }
  return undefined;
}
