import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Cell } from '#core/cell.ts';
import type { Check } from '#core/check.ts';
import type { Entry, RunOrder } from '#core/entry.ts';
import { HarnessError, reason } from '#core/errors.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Quality } from '#core/verdict.ts';
import { read } from '#evidence/reader.ts';
import type { Flown, Night, NotFlown } from '#report/flown.ts';
import type { BaselineEntry } from './baseline.ts';
import { underCeiling } from './ceilings.ts';
import { type Judgement, judge } from './judge.ts';
import { type Asked, exposure, fullName, orderFor, placeFor, refusal } from './orders.ts';
import type { Output } from './output.ts';
import type { Progress } from './progress.ts';

/** Everything that a series of flights needs to know. */
export interface Plan {
  readonly scenarios: readonly ScenarioRecord[];
  readonly clients: readonly Asked[];
  /** Which client flies which scenario; every one flies them all where it is left out. */
  flies?(scenario: ScenarioRecord, asked: Asked): boolean;
  readonly cell: string | undefined;
  /** Of the first flight of each pair; that of each repeat is one more. */
  readonly seed: number;
  /** How often each pair is flown; once where it is left out. */
  readonly repeats?: number;
  readonly output: Output;
  readonly checks: ReadonlyMap<string, Check>;
  readonly baseline: readonly BaselineEntry[];
  readonly floor: Quality;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What was flown and what was not, judged and held against what was expected. */
export interface Flights extends Pick<Night, 'flown' | 'notFlown'> {
  /** What put an end to it: the runs before it are here all the same. */
  readonly trouble?: HarnessError;
}

/** Fly every scenario with every client, one after the other. */
export async function flyAll(plan: Plan): Promise<Flights> {
  const flown: Flown[] = [];
  const notFlown: NotFlown[] = [];
  const clients = await Promise.all(plan.clients.map((asked) => prepared(asked, plan)));
  const pairs = plan.scenarios.flatMap((scenario) =>
    clients
      .filter(({ asked }) => plan.flies?.(scenario, asked) ?? true)
      .map((client) => ({ scenario, client })),
  );
  // All of them once before any of them again: whoever interrupts has seen each.
  const flights = Array.from({ length: plan.repeats ?? 1 }, (_, more) =>
    pairs.map((pair) => ({ ...pair, seed: plan.seed + more })),
  ).flat();
  for (const [index, { scenario, client, seed }] of flights.entries()) {
    if (plan.signal.aborted) break;
    const { asked, installed, trouble } = client;
    const cell = await placeFor(asked, plan.cell);
    const order = await orderFor(scenario, asked, cell, seed);
    const because = trouble ?? (await refusal(scenario, asked, cell));
    if (because !== undefined) {
      const about = { scenario: scenario.id, client: fullName(order.client), cell: cell.name };
      if (seed === plan.seed) notFlown.push({ ...about, because });
      continue;
    }
    plan.progress.began(order, index, flights.length);
    try {
      flown.push(await flyOne(plan, order, asked, cell, installed));
    } catch (thrown) {
      if (!(thrown instanceof HarnessError) || thrown.blame === 'harness') throw thrown;
      return { flown, notFlown, trouble: thrown };
    } finally {
      plan.progress.ended();
    }
  }
  return { flown, notFlown };
}

/** A client that is there to be flown, or why it is not. */
interface Prepared {
  readonly asked: Asked;
  readonly installed?: string;
  readonly trouble?: string;
}

async function prepared(asked: Asked, { cell, progress, signal }: Plan): Promise<Prepared> {
  const { adapter, version } = asked;
  if (!adapter.package) return { asked };
  // Nothing is fetched for a client that will not fly.
  const place = await placeFor(asked, cell);
  const trouble = exposure(asked, place) ?? (await place.refusal());
  if (trouble !== undefined) return { asked, trouble };
  try {
    const { installed } = await import('#harness/install/installed.ts');
    const folder = await installed(adapter.package, version!, {
      signal,
      onProgress: ({ text }) => progress.note(text),
    });
    return { asked: { adapter, version: basename(folder) }, installed: folder };
  } catch (thrown) {
    if (!(thrown instanceof HarnessError)) throw thrown;
    return { asked, trouble: thrown.message };
  }
}

/** Fly one order, and judge its log from the file that was written, as anybody could later. */
async function flyOne(
  plan: Plan,
  order: RunOrder,
  asked: Asked,
  cell: Cell,
  installed: string | undefined,
): Promise<Flown> {
  const log = plan.output.log(order.id);
  let trouble: string | undefined;
  try {
    await cell.perform(order, asked.adapter, {
      log,
      signal: plan.signal,
      ...(installed !== undefined && { installed }),
    });
  } catch (thrown) {
    if (thrown instanceof HarnessError && thrown.code !== 'CELL_FAILED') throw thrown;
    trouble = reason(thrown);
  }
  let entries: readonly Entry[] = [];
  try {
    entries = read(await readFile(log, 'utf8'), log);
  } catch (thrown) {
    trouble ??= reason(thrown);
  }
  const judgement = underCeiling(judge(entries, plan.checks), order, plan.baseline);
  const { control } = asked.adapter;
  const expected = expectation(plan.baseline, plan.floor, order, control);
  return {
    order,
    entries,
    judgement: trouble ? unknowable(judgement, trouble) : judgement,
    control,
    ...(expected && { expected }),
  };
}

/** A run that did not come to its end in its place says nothing, whatever stands in its log. */
function unknowable({ regret: _, ...judgement }: Judgement, trouble: string): Judgement {
  return { ...judgement, verdict: 'inconclusive', because: trouble };
}

/**
 * What a run is held against: its baseline entry; without one, the floor for a client under test.
 */
export function expectation(
  agreed: readonly BaselineEntry[],
  floor: Quality,
  order: RunOrder,
  control: boolean,
): Flown['expected'] {
  const name = fullName(order.client);
  const entry = agreed.find(
    ({ scenario, client }) => scenario === order.scenario.id && client === name,
  );
  if (entry) return { by: 'baseline', verdict: entry.verdict };
  return control ? undefined : { by: 'floor', verdict: floor };
}
