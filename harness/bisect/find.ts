import { HarnessError } from '#core/errors.ts';
import type { Flown } from '#report/flown.ts';
import { type Bisected, bisect, type Tried } from './bisect.ts';
import { differing, said } from './outcome.ts';
import type { Stretch } from './releases.ts';
import { type Trials, trial } from './trials.ts';

/** What is to be found. */
export interface Wanted {
  /** Without it, the gravest check in which the two ends differ. */
  readonly check?: string;
  readonly repeats: number;
  readonly sweep?: boolean;
  onTried?(release: Tried, check: string): void;
}

/** What was found, and all that was flown for it. */
export interface Found extends Bisected {
  readonly check: string;
  readonly flown: readonly Flown[];
}

/**
 * Fly releases until the neighbours are found between which a check flips.
 *
 * @throws HarnessError BISECT_ALIKE where no check was named and the two ends differ in none, or
 *   BISECT_REVERSED where they differ the other way round
 */
export async function find(
  trials: Trials,
  stretch: Stretch,
  { check: named, repeats, sweep = false, onTried }: Wanted,
): Promise<Found> {
  const flown = new Map<string, Flown>();
  const fly = async (version: string, seed: number) => {
    const flight = await trial(trials, version, seed);
    if ('order' in flight) flown.set(flight.order.id, flight);
    return flight;
  };
  const check = named ?? (await gravest(trials, stretch, fly));
  const found = await bisect({
    ...{ stretch, repeats, sweep, signal: trials.signal },
    async fly(version, before) {
      const flight = await fly(version, trials.seed + before);
      if ('order' in flight) return said(flight, check);
      return { outcome: 'unknown', because: flight.because, isFinal: true };
    },
    onTried: (release) => onTried?.(release, check),
  });
  return { ...found, check, flown: [...flown.values()] };
}

async function gravest(
  { checks, seed }: Trials,
  { versions, kept, broken }: Stretch,
  fly: (version: string, seed: number) => ReturnType<typeof trial>,
): Promise<string> {
  const good = await fly(versions[kept]!, seed);
  const bad = await fly(versions[broken]!, seed);
  const both = 'order' in good && 'order' in bad;
  const [first] = both ? differing(good, bad, checks) : [];
  if (first !== undefined) return first;
  const [reversed] = both ? differing(bad, good, checks) : [];
  if (reversed !== undefined) {
    throw new HarnessError(
      'BISECT_REVERSED',
      `Failed to bisect: ${reversed} was kept by ${versions[broken]}, which was said to be bad, ` +
        `and broken by ${versions[kept]}. --good and --bad the other way round would help.`,
    );
  }
  throw new HarnessError(
    'BISECT_ALIKE',
    `Failed to bisect: in a flight of each, no check was kept by ${versions[kept]} and broken by ` +
      `${versions[broken]}. --check, or two other releases, would help.`,
  );
}
