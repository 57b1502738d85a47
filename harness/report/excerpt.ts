import type { Entry } from '#core/entry.ts';

/** The part of a log that the page shows. */
export interface Excerpt {
  readonly entries: readonly Entry[];
  /** Lines in the whole log. */
  readonly of: number;
  /** Sequence numbers that have a line in the page, and so can be linked to. */
  readonly lines: ReadonlySet<number>;
  /** Lines of output whose text is left out, because there is more of it than anybody reads. */
  readonly hushed: ReadonlySet<number>;
}

/** Lines around an exhibit that are kept with it. */
const AROUND = 200;
/** Characters of a client's output that are shown for one run. */
const OUTPUT = 64 * 1_024;

/**
 * As much of a log as `cap` lines hold: the exhibits with what surrounds them, then as much of the
 * beginning and of the end as fits.
 */
export function excerpt(
  entries: readonly Entry[],
  exhibits: readonly number[],
  cap: number,
): Excerpt {
  const chosen = entries.length <= cap ? entries : choose(entries, exhibits, cap);
  return {
    entries: chosen,
    of: entries.length,
    lines: new Set(chosen.map(({ seq }) => seq)),
    hushed: hush(chosen),
  };
}

function choose(entries: readonly Entry[], exhibits: readonly number[], cap: number) {
  const wanted = new Set(exhibits);
  const places = [...entries.keys()].filter((index) => wanted.has(entries[index]!.seq));
  const kept = new Set(places.slice(0, cap));
  const keep = (index: number) => {
    if (kept.size < cap && index >= 0 && index < entries.length) kept.add(index);
  };
  const reach = Math.min(AROUND, Math.floor(cap / 4 / Math.max(1, places.length)));
  for (const place of places) {
    for (let step = 1; step <= reach; step += 1) {
      keep(place - step);
      keep(place + step);
    }
  }
  for (let step = 0; kept.size < cap && step < entries.length; step += 1) {
    keep(step);
    keep(entries.length - 1 - step);
  }
  return [...kept].sort((one, other) => one - other).map((index) => entries[index]!);
}

/** The lines of output to leave without text: those in the middle, where there is too much. */
function hush(entries: readonly Entry[]): ReadonlySet<number> {
  const said = entries.filter((entry) => entry.kind === 'client.said');
  const all = said.reduce((sum, { text }) => sum + text.length, 0);
  const hushed = new Set<number>();
  if (all <= OUTPUT) return hushed;
  let before = 0;
  for (const { seq, text } of said) {
    before += text.length;
    const after = all - before + text.length;
    if (before > OUTPUT / 2 && after > OUTPUT / 2) hushed.add(seq);
  }
  return hushed;
}
