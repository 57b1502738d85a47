/** What is known of a release: it keeps the promise, it breaks it, or nobody can tell. */
export type Outcome = 'kept' | 'broken' | 'unknown';

/** What was found out so far, by the release's place in the list. */
export type Known = ReadonlyMap<number, Outcome>;

/** A list of releases, and between which of them to look. */
export interface Range {
  /** The place at which the promise is said to be kept, and the one at which it is broken. */
  readonly kept: number;
  readonly broken: number;
}

/** Two releases of which one keeps the promise and the other does not. */
export interface Flip {
  readonly kept: number;
  readonly broken: number;
  /** Those between them of which nobody can tell; none where the two are neighbours. */
  readonly between: readonly number[];
}

export type Step =
  | { readonly fly: number }
  | { readonly flip: Flip }
  /** An end of the range is not what it was said to be. */
  | { readonly unlike: number }
  /** No release can be flown that could stand for this end of the range. */
  | { readonly lost: 'kept' | 'broken' };

/**
 * What to do next: the one release to fly that halves what is left, or what has been found.
 *
 * The ends are flown first: what somebody says of them is where mistakes are made. Then the middle
 * of what lies between the last release that is known to keep the promise and the next one that is
 * known to break it; so two neighbours are found after ⌈log2 n⌉ + 2 flights at most, and they do
 * differ, however often the history goes back and forth. A release of which nobody can tell is
 * stepped over to its neighbour, as `git bisect skip` does.
 */
export function next({ kept, broken }: Range, known: Known): Step {
  const towards = broken > kept ? 1 : -1;
  const good = ended(kept, broken, towards, known);
  if (good === undefined) return { lost: 'kept' };
  if (known.get(good) === undefined) return { fly: good };
  if (known.get(good) !== 'kept') return { unlike: good };
  const bad = ended(broken, good, -towards, known);
  if (bad === undefined) return { lost: 'broken' };
  if (known.get(bad) === undefined) return { fly: bad };
  if (known.get(bad) !== 'broken') return { unlike: bad };
  return narrowed({ kept: good, broken: bad }, known);
}

/** The release that stands for an end: itself, or the next one inwards that can be told. */
function ended(end: number, other: number, towards: number, known: Known): number | undefined {
  for (let at = end; at !== other; at += towards) {
    if (known.get(at) !== 'unknown') return at;
  }
  return undefined;
}

function narrowed(range: Range, known: Known): Step {
  const inside = between(range);
  // What is known from elsewhere may go back and forth: the nearest two that differ will do.
  const broken = inside.find((at) => known.get(at) === 'broken') ?? range.broken;
  const before = inside.slice(0, inside.includes(broken) ? inside.indexOf(broken) : undefined);
  const kept = before.findLast((at) => known.get(at) === 'kept') ?? range.kept;
  const left = between({ kept, broken });
  const open = left.filter((at) => !known.has(at));
  if (open.length === 0) return { flip: { kept, broken, between: left } };
  const middle = (kept + broken) / 2;
  const nearest = open.reduce((one, at) =>
    Math.abs(at - middle) < Math.abs(one - middle) ? at : one,
  );
  return { fly: nearest };
}

/** The places between two, from the one that is kept on. */
function between({ kept, broken }: Range): readonly number[] {
  const count = Math.max(0, Math.abs(broken - kept) - 1);
  const towards = broken > kept ? 1 : -1;
  return Array.from({ length: count }, (_, index) => kept + towards * (index + 1));
}

/** Every place at which what is known changes, in the order of the releases. */
export function flips(known: Known): readonly Flip[] {
  const told = [...known]
    .filter(([, outcome]) => outcome !== 'unknown')
    .sort(([one], [other]) => one - other);
  return told.slice(1).flatMap(([at, outcome], index) => {
    const [before, was] = told[index]!;
    if (was === outcome) return [];
    const two = was === 'kept' ? { kept: before, broken: at } : { kept: at, broken: before };
    return [{ ...two, between: between(two) }];
  });
}

/** How many flights a search among so many releases takes at most, where each can be flown. */
export const atMost = (count: number): number =>
  2 + Math.max(0, Math.ceil(Math.log2(Math.max(1, count - 1))));
