import { readFile } from 'node:fs/promises';
import type { Check } from '#core/check.ts';
import type { ClientAdapter } from '#core/client.ts';
import type { Entry, RunOrder } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { read } from '#evidence/reader.ts';
import type { Flown } from '#report/flown.ts';
import { flyAll } from '../flights.ts';
import { judge } from '../judge.ts';
import { orderFor, placeFor } from '../orders.ts';
import type { Output } from '../output.ts';
import type { Progress } from '../progress.ts';

/** What is flown in a search, and where. */
export interface Trials {
  readonly scenario: ScenarioRecord;
  readonly adapter: ClientAdapter;
  readonly cell: string | undefined;
  readonly seed: number;
  readonly output: Output;
  readonly checks: ReadonlyMap<string, Check>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A release that is not to be had, or is damaged: others may be had all the same. */
export interface Unflyable {
  readonly because: string;
}

/** Troubles of one release. All others, no npm or no network say, are troubles of every one. */
const OF_ONE: readonly string[] = ['CLIENT_UNKNOWN_VERSION', 'CLIENT_DAMAGED'];

/**
 * Fly a release with a seed, or take the log of the same flight from the folder of an earlier
 * search, which may have been interrupted.
 *
 * @throws HarnessError where no release could be flown
 */
export async function trial(
  { scenario, adapter, cell, output, checks, progress, signal }: Trials,
  version: string,
  seed: number,
): Promise<Flown | Unflyable> {
  const asked = { adapter, version };
  const order = await orderFor(scenario, asked, await placeFor(asked, cell), seed);
  const earlier = await flownBefore(output.log(order.id), order);
  if (earlier) {
    const judgement = judge(earlier, checks);
    return { order, entries: earlier, judgement, control: adapter.control };
  }
  const missing = await lacking(adapter, version, { progress, signal });
  if (missing) return missing;
  const { flown, notFlown, trouble } = await flyAll({
    ...{ scenarios: [scenario], clients: [asked], cell, seed, output, checks },
    ...{ baseline: [], floor: 'harmful', progress, signal },
  });
  if (trouble) throw trouble;
  if (flown[0]) return flown[0];
  const because = notFlown[0]?.because;
  if (because === undefined) return { because: 'It was interrupted.' };
  throw new HarnessError(
    'BISECT_REFUSED',
    `Failed to bisect by ${scenario.id}: ${because} Another scenario or cell would help.`,
  );
}

/** Why this one release cannot be flown, or undefined where it is there. */
async function lacking(
  { package: packageName }: ClientAdapter,
  version: string,
  { progress, signal }: Pick<Trials, 'progress' | 'signal'>,
): Promise<Unflyable | undefined> {
  if (packageName === undefined) return undefined;
  const { installed } = await import('../install/installed.ts');
  try {
    await installed(packageName, version, {
      signal,
      onProgress: ({ text }) => progress.note(text),
    });
    return undefined;
  } catch (thrown) {
    const isOfOne = thrown instanceof HarnessError && OF_ONE.includes(thrown.code);
    if (!isOfOne) throw thrown;
    return { because: thrown.message };
  }
}

/** The log of exactly this flight, if there is one that came to its end. */
async function flownBefore(log: string, order: RunOrder): Promise<readonly Entry[] | undefined> {
  let entries: readonly Entry[];
  try {
    entries = read(await readFile(log, 'utf8'), log);
  } catch {
    return undefined;
  }
  const [began] = entries;
  const isWhole = entries.at(-1)?.kind === 'run.ended';
  return isWhole && began?.kind === 'run.began' && isSame(began, order) ? entries : undefined;
}

/** An order is the same where everything is that decides how it goes. */
const isSame = (one: RunOrder, other: RunOrder): boolean =>
  (['id', 'scenario', 'client', 'profile', 'cell', 'seed', 'time'] as const).every(
    (part) => JSON.stringify(one[part]) === JSON.stringify(other[part]),
  );
