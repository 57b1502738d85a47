import { minutes } from '#core/duration.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { together, type Verdict } from '#core/verdict.ts';
import { gravestOf, type Seen } from './effect.ts';
import { expectedCount, type Interval, median, type Span } from './statistics.ts';
import {
  type Class,
  type Component,
  componentOf,
  type Period,
  type Yardstick,
} from './yardstick.ts';

/** Detection that takes longer than this is late (T_det of the contract, section 2). */
const LATE = minutes(1);

/** A time that was measured in several runs. */
export interface Measured {
  /** Milliseconds; undefined where less than half of the runs came to it. */
  readonly median?: number;
  readonly runs: number;
  /** Runs that ended before it did. */
  readonly over: number;
}

/** How often it is known to have happened in life. */
export interface Occurrence {
  /** Days of the period that scenarios name. */
  readonly days: readonly string[];
  /** Days to be expected in thirty, with 95 % confidence. */
  readonly perMonth: Interval;
  /** Reports that name no day of the period. */
  readonly elsewhere: number;
}

export type Priority = 'high' | 'medium' | 'low';

/** One way in which one component fails, and what that does to one client. */
export interface Row {
  readonly component: string;
  readonly does: string;
  /** The fault's name. */
  readonly mode: string;
  /** The first line of it that the gate wrote down. */
  readonly local: string;
  /** The worst that it came to. */
  readonly end: Verdict;
  readonly class: Class | undefined;
  readonly because: string;
  readonly occurrence: Occurrence;
  readonly detection?: Measured;
  readonly recovery?: Measured;
  readonly priority: Priority;
  /** The rule that decided on it. */
  readonly rule: string;
  readonly scenarios: readonly string[];
  /** Run that shows the worst of it. */
  readonly run: string;
}

/**
 * A failure mode and effects analysis, a row for each fault, or for those that a scenario has
 * together: nobody can say which of them did what (contract, section 7.5). Detection and
 * recovery are measured and no opinions. There is no risk priority number: a product of ranks means
 * nothing. The table of priorities is our own.
 */
export function rowsOf(
  component: Component,
  seen: readonly Seen[],
  { catalogue, components, period }: Yardstick,
): readonly Row[] {
  const modes = Map.groupBy(seen, ({ run }) => faultsOf(run.order.scenario).join(' + '));
  return [...modes].map(([mode, some]): Row => {
    const worst = gravestOf(some)!;
    const parts = faultsOf(worst.run.order.scenario);
    const named = catalogue.filter(({ faults }) =>
      parts.every((part) =>
        faults.some(
          ({ fault }) => fault.name === part && componentOf(fault, components) === component,
        ),
      ),
    );
    const occurrence = occurrenceOf(
      named.flatMap((scenario) => scenario.seen),
      period,
    );
    const detection = measured(some.map(({ effect }) => effect.detection));
    const recovery = measured(some.map(({ effect }) => effect.recovery));
    const end = together(some.map(({ run }) => run.judgement.verdict));
    return {
      component: component.id,
      does: component.does,
      mode,
      local: localEffect(worst),
      end,
      class: worst.effect.class,
      because: worst.effect.because,
      occurrence,
      ...(detection && { detection }),
      ...(recovery && { recovery }),
      ...prioritize(end, worst.effect.class, detection, occurrence),
      scenarios: [...new Set(some.map(({ run }) => run.order.scenario.id))],
      run: worst.run.order.id,
    };
  });
}

/** The names of its faults, each once, in their order. */
const faultsOf = ({ faults }: ScenarioRecord): readonly string[] => [
  ...new Set(faults.map(({ fault }) => fault.name)),
];

/** What the first thing that it struck met with, as the gate wrote it down. */
function localEffect({ run: { entries } }: Seen): string {
  for (const entry of entries) {
    if (entry.kind === 'act.done') {
      return typeof entry.deed === 'string' ? entry.deed : `clock ${entry.deed.ahead} ms ahead`;
    }
    if (entry.kind !== 'attempt.ended' || entry.struckBy === undefined) continue;
    if (entry.status !== undefined) return `status ${entry.status}`;
    const { effect, error = 'struck' } = entry;
    if (typeof effect === 'string') return effect;
    const [first] = Object.entries(effect ?? {});
    return first ? first.filter((word) => typeof word === 'string').join(' ') : error;
  }
  return 'struck nothing';
}

function measured(spans: readonly (Span | undefined)[]): Measured | undefined {
  const known = spans.filter((span) => span !== undefined);
  if (known.length === 0) return undefined;
  const middle = median(known);
  return {
    ...(middle !== undefined && { median: middle }),
    runs: known.length,
    over: known.filter(({ over }) => over).length,
  };
}

function occurrenceOf(
  reports: readonly { readonly date: string; readonly what: string }[],
  { from, until, days }: Period,
): Occurrence {
  const dated = reports.filter(({ date }) => date >= from && date <= until && date.length === 10);
  const distinct = [...new Set(dated.map(({ date }) => date))].sort();
  const { low, high } = expectedCount(distinct.length);
  const others = reports.filter((report) => !dated.includes(report));
  return {
    days: distinct,
    perMonth: { low: (low / days) * 30, high: (high / days) * 30 },
    elsewhere: new Set(others.map(({ date, what }) => `${date} ${what}`)).size,
  };
}

/** What to look at first: by its effect, then by whether it is noticed, then by how often it is. */
function prioritize(
  end: Verdict,
  effect: Class | undefined,
  detection: Measured | undefined,
  { days }: Occurrence,
): Pick<Row, 'priority' | 'rule'> {
  if (end === 'harmful') return { priority: 'high', rule: 'it makes the client do harm' };
  if (effect === undefined) return { priority: 'low', rule: 'nothing is felt of it' };
  if (effect === 'C') return { priority: 'low', rule: 'it costs nothing' };
  const isLate =
    detection !== undefined && (detection.median === undefined || detection.median > LATE);
  const late = 'nobody is told within a minute';
  const soon = detection ? 'is told within a minute' : 'how soon that is told was not measured';
  if (effect === 'A') {
    if (isLate) return { priority: 'high', rule: `it stops everything, and ${late}` };
    if (days.length > 0) return { priority: 'high', rule: 'it stops everything, and has happened' };
    return { priority: 'medium', rule: `it stops everything, and ${soon}` };
  }
  if (isLate) return { priority: 'medium', rule: `it stops some work, and ${late}` };
  if (days.length > 1)
    return { priority: 'medium', rule: 'it stops some work, and has happened more than once' };
  return { priority: 'low', rule: `it stops some work, and ${soon}` };
}
