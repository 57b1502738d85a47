import type { Said } from './outcome.ts';
import type { Stretch } from './releases.ts';
import { type Flip, flips, next, type Outcome, type Step } from './search.ts';

/** What was found out about one release. */
export interface Tried {
  readonly version: string;
  readonly outcome: Outcome;
  /** What the flight said that settled it, or why nothing could be found out. */
  readonly because: string;
  /** Flights that it took, and those among them that said something. */
  readonly flights: number;
  readonly told: number;
}

/** Where to look, and how to find out. */
export interface Search {
  readonly stretch: Stretch;
  /** Flights in which a release has to keep the promise before it is said to keep it. */
  readonly repeats: number;
  /** Fly every release first, and not only as many as it takes. */
  readonly sweep?: boolean;
  readonly signal: AbortSignal;
  /** Fly one release, for so many times already. */
  fly(version: string, before: number): Promise<Said>;
  /** A release has been found out about. */
  onTried?(release: Tried): void;
}

/** What a search came to. */
export interface Bisected {
  /** In the order in which they were flown. */
  readonly tried: readonly Tried[];
  /** Two releases that differ; undefined where none were found. */
  readonly flip?: Flip;
  /** Every place at which what was seen changes. More than one: it goes back and forth. */
  readonly flips: readonly Flip[];
  /** An end that is not what it was said to be. */
  readonly unlike?: Tried;
  /** An end for which no release could be flown. */
  readonly lost?: 'kept' | 'broken';
}

/** Flights beyond the repeats that a release gets whose flights say nothing. */
const PATIENCE = 2;

/** Find two neighbours of which one keeps a promise and the other does not. */
export async function bisect(search: Search): Promise<Bisected> {
  const { stretch, sweep, signal } = search;
  const { versions } = stretch;
  const known = new Map<number, Outcome>();
  const tried = new Map<number, Tried>();
  const toFly = async (place: number) => {
    const release = await tryOut(versions[place]!, search);
    if (signal.aborted) return;
    known.set(place, release.outcome);
    tried.set(place, release);
    search.onTried?.(release);
  };
  const places = sweep ? [...versions.keys()] : [];
  let step: Step | undefined;
  while (!signal.aborted && !(step && !('fly' in step))) {
    const place = places.shift();
    if (place !== undefined) await toFly(place);
    else {
      step = next(stretch, known);
      if ('fly' in step) await toFly(step.fly);
    }
  }
  return {
    tried: [...tried.values()],
    flips: flips(known),
    ...(step && 'flip' in step && { flip: step.flip }),
    ...(step && 'unlike' in step && { unlike: tried.get(step.unlike)! }),
    ...(step && 'lost' in step && { lost: step.lost }),
  };
}

/**
 * Fly one release until its flights have settled it. One that breaks the promise settles it at
 * once, for no later flight takes back what was seen; to keep it takes all of them. A flight that
 * says nothing is repeated, for a while.
 */
async function tryOut(version: string, { repeats, fly, signal }: Search): Promise<Tried> {
  let told = 0;
  for (let flights = 1; ; flights += 1) {
    const { outcome, because, isFinal } = await fly(version, flights - 1);
    if (outcome !== 'unknown') told += 1;
    const isSettled = outcome === 'broken' || (outcome === 'kept' && told >= repeats);
    const isHopeless = outcome === 'unknown' && (isFinal || flights - told > PATIENCE);
    if (isSettled || isHopeless || signal.aborted)
      return { version, outcome, because, flights, told };
  }
}
