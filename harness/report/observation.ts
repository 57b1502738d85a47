import { stripVTControlCharacters } from 'node:util';
import type { Evidence } from '#core/evidence.ts';
import { clock, oneLine } from './words.ts';

/** Something seen in a log, in a sentence. It may quote the client: renderers must not trust it. */
export interface Observation {
  readonly text: string;
  /** The entries that show it, the oldest first. */
  readonly exhibits: readonly number[];
}

/** Looks a log through for one kind of thing. Pure, and it knows no client from another. */
export type Observer = (evidence: Evidence) => readonly Observation[];

/** More than this many exhibits are no help: the first ones and the last stand for the rest. */
const EXHIBITS = 6;

export function observed(text: string, exhibits: readonly number[]): Observation {
  const sorted = [...new Set(exhibits)].sort((one, other) => one - other);
  if (sorted.length <= EXHIBITS) return { text, exhibits: sorted };
  return { text, exhibits: [...sorted.slice(0, EXHIBITS - 1), sorted.at(-1)!] };
}

const QUOTED = 200;

/** The client's words on one line, without terminal codes, between quotation marks. */
export function quoted(text: string): string {
  const said = oneLine(stripVTControlCharacters(text.slice(0, 20 * QUOTED)));
  const letters = [...said];
  return letters.length > QUOTED ? `“${letters.slice(0, QUOTED).join('')}…”` : `“${said}”`;
}

/** The first of the texts that occur most often; undefined where nothing was said. */
export function mostOften(texts: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const text of texts) if (text.trim()) counts.set(text, (counts.get(text) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts].find(([, count]) => count === most)?.[0];
}

/** `at 10:00`, `from 10:00 to 40:00`. */
export function between(times: readonly number[]): string {
  const first = clock(times[0]!);
  const last = clock(times.at(-1)!);
  return first === last ? `at ${first}` : `from ${first} to ${last}`;
}
