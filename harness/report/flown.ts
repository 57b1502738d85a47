import type { Entry, RunOrder } from '#core/entry.ts';
import type { Quality, Verdict } from '#core/verdict.ts';
import type { Judgement } from '#harness/judge.ts';
import type { Yardstick } from '#score/yardstick.ts';

/** Everything that a report is made of. The same night gives the same bytes whenever it is told. */
export interface Night {
  /** The command that was given, as it can be given again. */
  readonly command: string;
  readonly flown: readonly Flown[];
  readonly notFlown: readonly NotFlown[];
  /** What else a reader should know of the day and the machine, in the order it is shown in. */
  readonly circumstances?: readonly { readonly name: string; readonly value: string }[];
  /** What its clients are scored by; absent where too little was flown for a score. */
  readonly yardstick?: Yardstick;
}

/** A run that was performed: what was ordered, what was written down, what the judge made of it. */
export interface Flown {
  /** Kept apart from the log, so that a run whose log is broken can still be named. */
  readonly order: RunOrder;
  readonly entries: readonly Entry[];
  readonly judgement: Judgement;
  /** A reference client: it is there to show that the instrument works. */
  readonly control: boolean;
  /** Where its log lies, by a path that a reader of the report can follow; else beside it. */
  readonly log?: string;
  /** Absent where nothing is expected, as in a first flight. */
  readonly expected?: Expectation;
}

/** What a run is held against. */
export type Expectation =
  /** What it came to when it was last agreed upon. Doing better is a difference too. */
  | { readonly by: 'baseline'; readonly verdict: Verdict }
  /** The least that will do. */
  | { readonly by: 'floor'; readonly verdict: Quality };

/** A run that was asked for and refused before it began. */
export interface NotFlown {
  readonly scenario: string;
  /** As `label` would write it. */
  readonly client: string;
  readonly cell: string;
  readonly because: string;
}

/** How a client is called in reports: a control by its name alone, any other with its version. */
export const label = ({ order: { client }, control }: Pick<Flown, 'order' | 'control'>): string =>
  client.version === undefined || control ? client.name : `${client.name}@${client.version}`;

/** The command that flies this run again. */
export const replay = (flown: Flown): string => {
  const { scenario, cell, seed } = flown.order;
  const options = `--client ${label(flown)} --cell ${cell} --seed ${seed}`;
  return `npm run scenario ${scenario.id} -- ${options}`;
};

/** Where its log lies, seen from the report. */
export const logOf = ({ order, log }: Flown): string => log ?? `runs/${order.id}.ndjson`;

/** Whether the log can be read as that of a run; what cannot is shown line by line and no more. */
export const legible = ({ entries }: Flown): boolean => entries[0]?.kind === 'run.began';
