import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { HarnessError, reason } from '#core/errors.ts';
import { ROOT } from '#harness/registry.ts';

const text = v.pipe(v.string(), v.nonEmpty());
const version = v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/));

/** What a release did in a scenario, in the words of whoever looked at its log. */
const DID = v.strictObject({ release: version, did: text });

/** Two neighbouring releases, and the line of the changelog about what was mended between them. */
const PAIR = v.strictObject({
  older: DID,
  newer: DID,
  changelog: text,
  /** Whether the newer one was mended, or broken: that no changelog says. */
  turn: v.picklist(['fixed', 'broken']),
  /** The id of a scenario, or the path of one that only tells releases apart. */
  scenario: text,
  /** The promise that the line is about, by its number in the contract and by its id. */
  contract: v.pipe(v.string(), v.regex(/^[A-Z]\d$/)),
  check: text,
  flips: v.picklist(['yes', 'no']),
  /** Flights that it takes to say that a release keeps the promise: one where it is left out. */
  repeats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2))),
  /** What else whoever reads this should know: above all, why it does not flip. */
  note: v.optional(text),
});

const FILE = v.strictObject({
  schema: v.literal(1),
  client: text,
  source: text,
  seen: text,
  pairs: v.array(PAIR),
});

export type NaturalMutants = v.InferOutput<typeof FILE>;
export type Pair = NaturalMutants['pairs'][number];

const PATH = `${ROOT}fixtures/natural-mutants.json`;

/** The pairs of releases that somebody has flown, and looked at. */
export async function naturalMutants(): Promise<NaturalMutants> {
  try {
    return v.parse(FILE, JSON.parse(await readFile(PATH, 'utf8')));
  } catch (cause) {
    const why = `Failed to read ${PATH}: ${reason(cause)}. The shape in this file would help.`;
    throw new HarnessError('MUTANTS_UNREADABLE', why, { cause });
  }
}

/** What `select` takes: an id as it is, and a path from the root on. */
export const story = ({ scenario }: Pair): string =>
  scenario.includes('/') ? `${ROOT}${scenario}` : scenario;

export const titled = ({ older, newer, contract, scenario }: Pair): string =>
  `${older.release} to ${newer.release}, ${contract}, in ${scenario}`;
