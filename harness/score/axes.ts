import type { Axis, Severity } from '#core/check.ts';
import type { Judged } from '#harness/judge.ts';
import { type Scored, worth } from './cells.ts';
import type { Weighing } from './weights.ts';

/** The eight axes of the contract, in its order, and what a client that does well on each does. */
export const AXES: Readonly<Record<Axis, string>> = {
  keep: 'works on',
  bound: 'ends in time',
  truth: 'tells the truth',
  save: 'loses nothing',
  polite: 'spares services',
  converge: 'comes back',
  secret: 'keeps secrets',
  see: 'shows trouble',
};

/** How a client stands on one axis, from 0 to 1; undefined where nothing put it to the test. */
export interface Standing {
  readonly axis: Axis;
  readonly value?: number;
  /** Scenarios that put it to the test. */
  readonly tested: number;
}

const FELL: Readonly<Record<Severity, Parameters<typeof worth>[0]>> = {
  sev1: 'harmful',
  sev2: 'grounded',
  sev3: 'degraded',
  sev4: 'transparent',
};

/** The vector of all eight. A mean hides the one wing that is missing. */
export const axesOf = (cells: readonly Scored[], weighing: Weighing): readonly Standing[] =>
  (Object.keys(AXES) as Axis[]).map((axis): Standing => {
    const values = new Map<string, number>();
    for (const cell of cells) {
      const value = valueOn(axis, cell);
      if (value !== undefined) values.set(cell.scenario, value);
    }
    const tested = values.size;
    if (tested === 0) return { axis, tested };
    return { axis, tested, value: weighing((scenario) => values.get(scenario)) };
  });

/** The worst that a run showed on this axis; what should be known and is not counts as nothing. */
function valueOn(axis: Axis, { runs }: Scored): number | undefined {
  const findings = runs
    .filter(({ judgement }) => judgement.verdict !== 'invalid')
    .flatMap(({ judgement }) => judgement.findings)
    .filter((finding) => finding.axis === axis && finding.outcome !== 'na');
  return findings.length === 0 ? undefined : Math.min(...findings.map(came));
}

function came({ outcome, severity }: Judged): number {
  if (outcome === 'inconclusive') return 0;
  return outcome === 'fail' ? worth(FELL[severity], 'transparent') : 1;
}

/** The lowest of those that were put to the test. */
export const lowestAxis = (axes: readonly Standing[]): Standing | undefined =>
  axes
    .filter(({ value }) => value !== undefined)
    .reduce<Standing | undefined>(
      (lowest, axis) => (lowest && lowest.value! <= axis.value! ? lowest : axis),
      undefined,
    );
