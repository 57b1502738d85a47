import type { Judged } from '#harness/judge.ts';
import { repeatsExactly } from './cells.ts';
import type { Class, Run } from './yardstick.ts';

/** What a client has to keep while a component fails, to have been built for a class of failure. */
interface Obligation {
  readonly class: Class;
  /** Checks, or families of them. Of several names in one entry, one is enough. */
  readonly promises: readonly string[];
  /** Those that must have been kept where they were put to the test: no witness, no class. */
  readonly witnessed: readonly string[];
  /** Also while a second component fails. */
  readonly inPairs: boolean;
  /** Flights of each scenario without a failure, for what does not repeat exactly. */
  readonly repeats: number;
}

const LEAST = ['bound.no-hang', 'bound.no-crash', 'bound.honest-outcome', 'truth.layer', 'sec'];
const MORE = [
  ...['bound', 'save.no-loss', 'save.crash-consistent', 'save.rotation-persisted', 'conv.self'],
  ...['work.no-loss', 'work.exactly-once'],
];
const MOST = [
  ...['keep.valid-token|fall.used', 'iso.auth-not-model', 'save', 'rot', 'work', 'see.watchdog'],
];

/**
 * The contract's table, section 7.3; the repeats are those of section 10.2. Decided: each class
 * asks for all that the one below it asks for. As the contract has it, a client that blames the
 * wrong layer is built for Class A and not for Class B.
 */
const OBLIGATIONS: readonly Obligation[] = [
  {
    class: 'A',
    promises: [...LEAST, ...MORE, ...MOST],
    witnessed: ['bound', 'save', 'sec', 'conv.self'],
    inPairs: true,
    repeats: 59,
  },
  {
    class: 'B',
    promises: [...LEAST, ...MORE],
    witnessed: ['bound', 'save.no-loss', 'sec'],
    inPairs: false,
    repeats: 29,
  },
  {
    class: 'C',
    promises: LEAST,
    witnessed: ['bound', 'sec'],
    inPairs: false,
    repeats: 14,
  },
];

/** The class of failure that a client was shown to be built for, and what a higher one lacks. */
export interface Assurance {
  /** Undefined where it was not shown to be built for any. */
  readonly class: Class | undefined;
  /** Checks that failed of those that the classes above ask for. */
  readonly broken: readonly string[];
  /** Promises that the next class above asks for, and that nothing put to the test. */
  readonly unshown: readonly string[];
  /** Flights of the scenario that was flown least; undefined where a run repeats exactly. */
  readonly repeats?: number;
  /** How many flights the next class above would take, where only they are wanting. */
  readonly wanted?: number;
}

/**
 * Which class was earned while a component failed: in `single` runs it failed alone, in `pairs`
 * beside another.
 *
 * Decided: the contract asks that all checks pass, and many of them cannot be put to the test while
 * this or that component fails. What never was is no obstacle and stands in the finding as not
 * shown; but what a class rests on must have been seen to be kept.
 */
export function assurance(single: readonly Run[], pairs: readonly Run[]): Assurance {
  if (single.length === 0) return { class: undefined, broken: [], unshown: [] };
  const flights = repeats(single);
  const counted = flights === undefined ? {} : { repeats: flights };
  const broken = new Set<string>();
  let above: Omit<Assurance, 'class'> = { broken: [], unshown: [] };
  for (const { promises, witnessed, ...obligation } of OBLIGATIONS) {
    const asked = [...single, ...(obligation.inPairs ? pairs : [])];
    const findings = asked.flatMap(({ judgement }) => judgement.findings);
    const amiss = brokenOf(promises, findings);
    const unshown = witnessed.filter((promise) => !isShown(promise, findings));
    const few = flights !== undefined && flights < obligation.repeats;
    if (amiss.length + unshown.length === 0 && !few) {
      const silent = promises.filter((promise) => !isShown(promise, findings));
      const rest = obligation.class === 'A' ? { broken: [], unshown: silent } : above;
      return { class: obligation.class, ...rest, ...counted };
    }
    for (const check of amiss) broken.add(check);
    const wanted = few ? { wanted: obligation.repeats } : {};
    above = { broken: [...broken], unshown, ...wanted };
  }
  return { class: undefined, ...above, ...counted };
}

/** The checks that stand for a promise and failed, so that a family is told by its members. */
const brokenOf = (promises: readonly string[], findings: readonly Judged[]): readonly string[] => [
  ...new Set(
    promises
      .filter((promise) => isBroken(promise, findings))
      .flatMap((promise) => findings.filter((one) => stands(promise, one) && isAmiss(one)))
      .map(({ check }) => check),
  ),
];

const isAmiss = ({ outcome }: Judged): boolean => outcome === 'fail' || outcome === 'inconclusive';

const stands = (promise: string, { check }: Judged): boolean =>
  promise.split('|').some((one) => check === one || check.startsWith(`${one}.`));

/** Of alternatives, one that is kept makes up for the other. */
const isBroken = (promise: string, findings: readonly Judged[]): boolean => {
  const asked = findings.filter((finding) => stands(promise, finding));
  const failed = asked.filter(isAmiss);
  return failed.length > 0 && !(promise.includes('|') && isMadeUpFor(failed, asked));
};

const isMadeUpFor = (failed: readonly Judged[], asked: readonly Judged[]): boolean => {
  const broken = new Set(failed.map(({ check }) => check));
  return asked.some(({ check, outcome }) => outcome === 'pass' && !broken.has(check));
};

const isShown = (promise: string, findings: readonly Judged[]): boolean =>
  findings.some((finding) => finding.outcome === 'pass' && stands(promise, finding));

/** The fewest flights of any scenario; undefined where one flight proves as much as a hundred. */
function repeats(runs: readonly Run[]): number | undefined {
  if (runs.every(repeatsExactly)) return undefined;
  const byScenario = Map.groupBy(runs, ({ order }) => order.scenario.id);
  return Math.min(...[...byScenario.values()].map((some) => some.length));
}
