import type { Entry, RunOrder } from '#core/entry.ts';
import type { FaultRecord } from '#core/fault.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Quality } from '#core/verdict.ts';
import type { Judgement } from '#harness/judge.ts';

/**
 * How bad it is when something fails, on the scale of the letter that asked for one: A, the session
 * cannot work at all; B, it works with loss; C, an annoyance. An analogy, and no certification.
 */
export const CLASSES = ['A', 'B', 'C'] as const;
export type Class = (typeof CLASSES)[number];

/** The letters of other standards mean other things, so that ours never stands alone. */
export const named = (letter: Class): string => `Class ${letter} (seed scale)`;

/** What a fault has to be to hit a component. Everything that is said must be true of it. */
export interface Aim {
  readonly faults?: readonly string[];
  readonly layers?: readonly string[];
  readonly roles?: readonly string[];
}

/** Something that can fail, and how bad that is held to be. Declared by a person, with a reason. */
export interface Component {
  readonly id: string;
  /** What it is there for, as the end of a sentence that begins "It". */
  readonly does: string;
  readonly declared: Class;
  readonly why: string;
  readonly source: string;
  readonly aims: readonly Aim[];
}

/** The days over which incidents are counted. */
export interface Period {
  readonly from: string;
  readonly until: string;
  readonly days: number;
  readonly source: string;
}

/** What clients are measured by. It is the same for all of them, and not for them to choose. */
export interface Yardstick {
  /** Every scenario counts, flown or not. */
  readonly catalogue: readonly ScenarioRecord[];
  /** In order: a fault belongs to the first one that it fits. */
  readonly components: readonly Component[];
  readonly period: Period;
  /** What the hardened client has reached in each scenario, and which is therefore possible. */
  readonly witnessed: Readonly<Record<string, Quality>>;
}

/** A run as it is scored: what was ordered, what was written down, what the judge made of it. */
export interface Run {
  readonly order: RunOrder;
  readonly entries: readonly Entry[];
  readonly judgement: Judgement;
}

/** The component that a fault hits; undefined where nobody has declared one for it. */
export const componentOf = (
  fault: FaultRecord,
  components: readonly Component[],
): Component | undefined => components.find(({ aims }) => aims.some((aim) => fits(fault, aim)));

const fits = ({ name, layer, role }: FaultRecord, { faults, layers, roles }: Aim): boolean =>
  (faults?.includes(name) ?? true) &&
  (layers?.includes(layer) ?? true) &&
  (roles?.includes(role) ?? true);

/** The components that a scenario hits, each once, in the order of its faults. */
export const componentsOf = (
  { faults }: ScenarioRecord,
  components: readonly Component[],
): readonly Component[] => [
  ...new Set(
    faults.flatMap(({ fault }) => {
      const component = componentOf(fault, components);
      return component ? [component] : [];
    }),
  ),
];

/** What a failure of each class weighs in the score. */
export const WEIGHT: Readonly<Record<Class, number>> = { A: 6, B: 3, C: 1 };

/** The gravest class that a scenario hits; C where it hits nothing, as a control does. */
export const gravest = (scenario: ScenarioRecord, components: readonly Component[]): Class => {
  const declared = componentsOf(scenario, components).map((component) => component.declared);
  return CLASSES.find((letter) => declared.includes(letter)) ?? 'C';
};
