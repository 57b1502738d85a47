import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { HarnessError, reason } from '#core/errors.ts';
import { QUALITY, type Verdict } from '#core/verdict.ts';
import { ROOT } from './registry.ts';

/** What a client came to in a scenario when it was last agreed upon, in any cell. */
export interface BaselineEntry {
  readonly scenario: string;
  /** `name@version`; a reference client by its bare name. */
  readonly client: string;
  readonly verdict: Verdict;
}

const SHAPE = v.object({
  schema: v.literal(1),
  entries: v.array(
    v.object({
      scenario: v.string(),
      client: v.string(),
      verdict: v.picklist([...QUALITY, 'inconclusive', 'invalid']),
    }),
  ),
});

/** The client whose own flights show what is possible. */
export const WITNESS = 'hardened';

export const BASELINE = `${ROOT}reports/baseline.json`;

/** Read the baseline. @throws HarnessError BASELINE_UNREADABLE */
export async function baseline(path = BASELINE): Promise<readonly BaselineEntry[]> {
  try {
    return v.parse(SHAPE, JSON.parse(await readFile(path, 'utf8'))).entries;
  } catch (cause) {
    throw new HarnessError(
      'BASELINE_UNREADABLE',
      `Failed to read the baseline ${path}: ${reason(cause)}. ` +
        'Restoring it from version control would help.',
      { cause },
    );
  }
}

export const baselineText = (entries: readonly BaselineEntry[]): string => {
  const sorted = [...entries].sort(
    (one, other) => compare(one.scenario, other.scenario) || compare(one.client, other.client),
  );
  const lines = sorted.map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "schema": 1,\n  "entries": [\n${lines.join(',\n')}\n  ]\n}\n`;
};

const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
