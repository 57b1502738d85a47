import type { Severity } from '#core/check.ts';
import { onTheClock } from '#core/duration.ts';
import type { TimeKind } from '#core/entry.ts';
import type { FaultRecord } from '#core/fault.ts';
import type { Verdict } from '#core/verdict.ts';

/** A letter for each verdict, so that it never rests on colour or shape alone. */
export const LETTER: Readonly<Record<Verdict, string>> = {
  transparent: 'T',
  graceful: 'G',
  degraded: 'D',
  grounded: 'X',
  harmful: 'H',
  inconclusive: '?',
  invalid: '∅',
  'not flown': '–',
};

/** A shape for each verdict, in text. `shape.tsx` draws the same ones. */
export const GLYPH: Readonly<Record<Verdict, string>> = {
  transparent: '●',
  graceful: '◆',
  degraded: '▲',
  grounded: '■',
  harmful: '✖',
  inconclusive: '?',
  invalid: '∅',
  'not flown': '–',
};

/** What became of the flight, as a clause without its subject. */
export const FATE: Readonly<Record<Verdict, string>> = {
  transparent: 'kept flying',
  graceful: 'landed safely',
  degraded: 'landed hard',
  grounded: 'was grounded',
  harmful: 'did harm',
  inconclusive: 'left no verdict',
  invalid: 'was not put to the test',
  'not flown': 'was not flown',
};

/** What a broken promise comes to, by its severity. */
export const GRAVITY: Readonly<Record<Severity, string>> = {
  sev1: 'harmful',
  sev2: 'grounding',
  sev3: 'degrading',
  sev4: 'advisory',
};

/** `1 run`, `12 runs`; `1 piece of work`, `2 pieces of work` where the plural is given. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** One line, whatever its source looked like. */
export const oneLine = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** The clock as a reader of the page needs it: what came before the flight was boarding. */
export const clock = (at: number): string => (at < 0 ? 'boarding' : onTheClock(at));

/** The same as part of a sentence. */
export const atClock = (at: number): string => (at < 0 ? 'while boarding' : `at ${onTheClock(at)}`);

export function timeInWords({ kind, factor }: TimeKind): string {
  return kind === 'warped' ? `warped time, ${factor} times as fast` : `${kind} time`;
}

/** `nxdomain on oauth`; an act is aimed at nobody but the client, which goes without saying. */
export const aimed = ({ name, role }: Pick<FaultRecord, 'name' | 'role'>): string =>
  role === 'client' ? name : `${name} on ${role}`;
