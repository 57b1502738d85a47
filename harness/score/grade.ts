import { isQuality } from '#core/verdict.ts';
import { AXES, lowestAxis, type Standing } from './axes.ts';
import { repeatsExactly, type Scored } from './cells.ts';
import type { Interval } from './statistics.ts';
import { componentsOf, type Yardstick } from './yardstick.ts';

/** Best first. E is what a score comes to; F is never reached by a score, only by a gate. */
export const GRADES = ['A', 'B', 'C', 'D', 'E', 'F'] as const;
export type Grade = (typeof GRADES)[number];

const BANDS: readonly (readonly [Grade, number])[] = [
  ['A', 0.9],
  ['B', 0.8],
  ['C', 0.65],
  ['D', 0.45],
];

/** Something that no average makes up for, and the best grade that it leaves. */
export interface Gate {
  readonly atBest: Grade;
  readonly because: string;
  /** The scenarios in which it was seen. */
  readonly scenarios: readonly string[];
}

export interface Graded {
  /** Undefined where too little was flown to say. */
  readonly grade?: Grade;
  /** What the score alone would come to. */
  readonly band: Grade;
  /** Whether some cells are missing that might change it. */
  readonly provisional: boolean;
  /** Every gate that was found shut, the narrowest first. */
  readonly gates: readonly Gate[];
  /** Why there is no grade, or only a provisional one. */
  readonly because?: string;
  /** The share of the catalogue for which there is a verdict with a quality. */
  readonly coverage: number;
}

/** Promises that nobody may break even once: secrets, and other people's logins. */
const UNFORGIVABLE = ['sec.no-leak', 'sec.right-host', 'sec.valid-tls', 'fleet.contagion'];

/** Less of the catalogue than this, and there is no grade; or only a provisional one. */
const ENOUGH = 0.8;
const WHOLE = 0.95;
/** Fewer repeats than this of a client that does not repeat exactly are a smoke test. */
export const REPEATS = 5;
/** A client that does worse than this on one axis is no good one, whatever its mean. */
const MISSING_WING = 0.5;

/**
 * A grade: the band of the lower end of the score's interval, and then the gates, which no average
 * opens (contract, section 9.2).
 */
export function gradeOf(
  cells: readonly Scored[],
  axes: readonly Standing[],
  interval: Interval,
  yardstick: Yardstick,
): Graded {
  const band = BANDS.find(([, least]) => interval.low >= least)?.[0] ?? 'E';
  const known = cells.filter(({ verdict }) => isQuality(verdict));
  const coverage = cells.length === 0 ? 0 : known.length / cells.length;
  const gates = gatesOf(cells, axes, yardstick);
  const about = { band, gates, coverage, provisional: coverage < WHOLE };
  const because = shortfall(known, cells.length, coverage);
  if (because !== undefined && (coverage < ENOUGH || isSmoke(known))) return { ...about, because };
  const grade = gates.reduce<Grade>(
    (sofar, { atBest }) => (GRADES.indexOf(atBest) > GRADES.indexOf(sofar) ? atBest : sofar),
    band,
  );
  return { ...about, grade, ...(because !== undefined && { because }) };
}

/** Of flights that came to a verdict: the others say nothing, however many they are. */
const fewest = (cells: readonly Scored[]): number =>
  Math.min(
    ...cells.map(({ runs }) => {
      const telling = runs.filter(({ judgement }) => isQuality(judgement.verdict));
      return telling.every(repeatsExactly) ? Infinity : telling.length;
    }),
  );

const isSmoke = (known: readonly Scored[]): boolean => fewest(known) < REPEATS;

function shortfall(known: readonly Scored[], all: number, coverage: number): string | undefined {
  if (coverage < WHOLE) return `${known.length} of ${all} scenarios have a verdict`;
  if (isSmoke(known))
    return `some were flown ${fewest(known)} of the ${REPEATS} times that say anything`;
  return undefined;
}

function gatesOf(
  cells: readonly Scored[],
  axes: readonly Standing[],
  { catalogue, components }: Yardstick,
): readonly Gate[] {
  const leaks = cells.filter(({ runs }) =>
    runs.some(
      ({ judgement }) =>
        judgement.verdict !== 'invalid' &&
        judgement.failed.some((check) => UNFORGIVABLE.includes(check)),
    ),
  );
  const harmed = cells.filter((cell) => cell.verdict === 'harmful' && !leaks.includes(cell));
  const critical = new Set(
    catalogue
      .filter((scenario) =>
        componentsOf(scenario, components).some(({ declared }) => declared === 'A'),
      )
      .map(({ id }) => id),
  );
  const grounded = cells.filter(
    ({ verdict, scenario }) => verdict === 'grounded' && critical.has(scenario),
  );
  const lowest = lowestAxis(axes);
  const of = (some: readonly Scored[]) => some.map(({ scenario }) => scenario);
  return [
    ...gate('F', 'a secret, or somebody else’s login, was not safe with it', of(leaks)),
    ...gate('D', 'it did harm', of(harmed)),
    ...gate('C', 'it was grounded by a component that is declared Class A', of(grounded)),
    ...(lowest?.value !== undefined && lowest.value < MISSING_WING
      ? [
          {
            atBest: 'C' as const,
            because: `no more than ${lowest.value.toFixed(2)} on one axis (${AXES[lowest.axis]})`,
            scenarios: [],
          },
        ]
      : []),
  ];
}

const gate = (atBest: Grade, because: string, scenarios: readonly string[]): readonly Gate[] =>
  scenarios.length === 0 ? [] : [{ atBest, because, scenarios }];
