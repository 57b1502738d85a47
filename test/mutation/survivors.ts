import { basename } from 'node:path';
import * as v from 'valibot';

/** Why a survivor may live. */
export const REASONS = {
  same: 'no log could tell it from the original',
  impossible: 'only a log that no run writes could tell it from the original',
  wording: 'a word or a digit of the sentence changes, and no verdict',
  exhibits: 'other entries are shown, and no verdict changes',
  open: 'a test is missing: nobody has seen how to write one that is worth it',
} as const;

export type Reason = keyof typeof REASONS;

const Survivor = v.strictObject({
  check: v.string(),
  was: v.string(),
  becomes: v.string(),
  why: v.picklist([...(Object.keys(REASONS) as Reason[]), 'unreviewed']),
});

/** A mutant of a check that no test notices, and why that may be. */
export type Survivor = v.InferOutput<typeof Survivor>;

export const Reviewed = v.strictObject({ schema: v.literal(1), survivors: v.array(Survivor) });

const Place = v.object({ line: v.number(), column: v.number() });
const Location = v.object({ start: Place, end: Place });

/** What we read of the mutation testing report schema, in which Stryker writes its results. */
export const Results = v.object({
  files: v.record(
    v.string(),
    v.object({
      source: v.string(),
      mutants: v.array(
        v.object({
          status: v.string(),
          replacement: v.optional(v.string(), ''),
          location: Location,
        }),
      ),
    }),
  ),
});
type Results = v.InferOutput<typeof Results>;

const DETECTED = ['Killed', 'Timeout'];
const UNDETECTED = ['Survived', 'NoCoverage'];

/** The share of mutants that some test notices, of those that any could. */
export function score({ files }: Results): { readonly detected: number; readonly of: number } {
  const all = Object.values(files).flatMap(({ mutants }) => mutants.map(({ status }) => status));
  const detected = all.filter((status) => DETECTED.includes(status)).length;
  return { detected, of: detected + all.filter((status) => UNDETECTED.includes(status)).length };
}

/** Those that nobody notices, with what somebody has said of them. */
export function survivors({ files }: Results, reviewed: readonly Survivor[]): readonly Survivor[] {
  const known = new Map(reviewed.map((one) => [identity(one), one.why]));
  const all = Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants
      .filter(({ status }) => UNDETECTED.includes(status))
      .map(({ location, replacement }): Survivor => {
        const check = basename(file, '.ts');
        const [was, becomes] = [short(excerpt(source, location)), short(replacement)];
        const why = known.get(identity({ check, was, becomes })) ?? 'unreviewed';
        return { check, was, becomes, why };
      }),
  );
  // The same change to the same words is reviewed once, wherever in the file it is made.
  return [...new Map(all.map((one) => [identity(one), one])).values()];
}

/** The review, brought up to date for the files that were mutated. */
export const updated = (results: Results, reviewed: readonly Survivor[]): readonly Survivor[] => {
  const mutated = new Set(Object.keys(results.files).map((file) => basename(file, '.ts')));
  const others = reviewed.filter(({ check }) => !mutated.has(check));
  return [...others, ...survivors(results, reviewed)].toSorted((one, other) =>
    one.check.localeCompare(other.check),
  );
};

const identity = ({ check, was, becomes }: Omit<Survivor, 'why'>) =>
  `${check}: ${was} → ${becomes}`;

/** Code on one line, and no more of it than tells it from its neighbours. */
function short(code: string): string {
  const line = code.replace(/\s+/g, ' ').trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
}

/** Lines and columns count from one. */
function excerpt(source: string, { start, end }: v.InferOutput<typeof Location>): string {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1)!.slice(0, end.column - 1);
  lines[0] = lines[0]!.slice(start.column - 1);
  return lines.join('\n');
}
