import { inWords, milliseconds } from '#core/duration.ts';
import type { Row, Subject } from '#harness/ablation/ablate.ts';
import type { Bought } from '#harness/ablation/compare.ts';

/** What a measure buys in one client, as words for a table: empty where it made no difference. */
export interface Told {
  readonly saved: string;
  readonly harmed: string;
  readonly works: string;
  readonly ridden: string;
  readonly recovery: string;
  readonly sign: string;
  readonly peak: string;
  readonly requests: string;
  readonly human: string;
  /** Checks that it keeps, and how often; and those that are broken with it only. */
  readonly keeps: string;
  readonly breaks: string;
}

/** The headings, in the order in which a table shows them. */
export const HEADINGS: Readonly<Record<keyof Told, string>> = {
  saved: 'better',
  harmed: 'worse',
  works: 'works',
  ridden: 'ridden through',
  recovery: 'recovery',
  sign: 'first sign',
  peak: 'herd peak',
  requests: 'requests',
  human: 'by hand',
  keeps: 'keeps',
  breaks: 'breaks',
};

/** What stands in columns; the others are lists, and stand below. */
export const FIGURES = [
  ...(['saved', 'harmed', 'works', 'ridden', 'recovery', 'sign', 'peak', 'requests'] as const),
  'human',
] as const satisfies readonly (keyof Told)[];

/** What each of them says, in a sentence. */
export const MEANINGS: Readonly<Record<(typeof FIGURES)[number], string>> = {
  saved: 'Scenarios in which the verdict is better with the measure.',
  harmed: 'Scenarios in which it is worse.',
  works: 'Pieces of work more that were done.',
  ridden: 'Time more, within trouble, before the first piece of work that was not done.',
  recovery:
    'Scenarios more in which work was done again after the trouble, and how much sooner: the ' +
    'median where it was another.',
  sign: 'Failures more of which there was any sign, and how much sooner it came: the median.',
  peak: 'Requests more in the worst second of several sessions on one login: the median.',
  requests: 'Requests more, those included that died on their way.',
  human: 'Times more that somebody had to do something by hand.',
};

export const told = (bought: Bought): Told => ({
  saved: bought.saved.length > 0 ? String(bought.saved.length) : '',
  harmed: bought.harmed.length > 0 ? String(bought.harmed.length) : '',
  works: signed(bought.works),
  ridden: bought.ridden === 0 ? '' : plus(bought.ridden) + inWords(milliseconds(bought.ridden)),
  recovery: timesAndTime(bought.recovers, bought.sooner),
  sign: timesAndTime(bought.signs, bought.signed),
  peak: signed(bought.peak ?? 0),
  requests: signed(bought.requests),
  human: signed(bought.human),
  keeps: times(bought.keeps),
  breaks: times(bought.breaks),
});

/**
 * Those that buy most come first, in one client or in all; what was proposed by somebody stays on
 * top, where it is.
 */
export const inOrder = (rows: readonly Row[], subject?: Subject): readonly Row[] => {
  const worth = ({ bought }: Row) =>
    Object.entries(bought)
      .filter(([of]) => subject === undefined || of === subject)
      .reduce((sum, [, { saved, harmed }]) => sum + saved.length - harmed.length, 0);
  const proposed = rows.filter(({ measure }) => measure.source !== undefined);
  const ours = rows.filter(({ measure }) => measure.source === undefined);
  return [...proposed, ...ours.toSorted((one, other) => worth(other) - worth(one))];
};

/** Whether a measure made any difference in this client. */
export const matters = (bought: Bought | undefined): boolean =>
  bought !== undefined && Object.values(told(bought)).some((words) => words !== '');

/** The rows to show of one client, and the names of those in which there is nothing to see. */
export function worthShowing(
  rows: readonly Row[],
  subject: Subject,
): { readonly shown: readonly Row[]; readonly idle: readonly string[] } {
  const shows = ({ measure, bought }: Row) =>
    measure.source !== undefined || matters(bought[subject]);
  return {
    shown: inOrder(rows, subject).filter(shows),
    idle: rows.filter((row) => !shows(row)).map(({ measure }) => measure.name),
  };
}

const plus = (value: number): string => (value > 0 ? '+' : '');
const signed = (value: number): string =>
  value === 0 ? '' : `${plus(value)}${value < 0 ? '−' : ''}${Math.abs(value).toLocaleString('en')}`;

/** How often more it came, and how much sooner where it came anyhow. */
const timesAndTime = (more: number, sooner: number | undefined): string =>
  [
    ...(more === 0 ? [] : [`${signed(more)} ${Math.abs(more) === 1 ? 'time' : 'times'}`]),
    ...(sooner === undefined ? [] : [soonerInWords(sooner)]),
  ].join(', ');

const soonerInWords = (ms: number): string =>
  `${inWords(milliseconds(Math.abs(ms)))} ${ms > 0 ? 'sooner' : 'later'}`;

const times = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([id, count]) => `${id} × ${count}`)
    .join(', ');
