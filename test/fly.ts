import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Cell } from '#core/cell.ts';
import type { ClientAdapter } from '#core/client.ts';
import type { Entry } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { read } from '#evidence/reader.ts';
import { type Judgement, judge } from '#harness/judge.ts';
import { orderFor } from '#harness/orders.ts';
import { checks } from '#harness/registry.ts';

/** One flight, flown and judged. */
export interface Flight {
  readonly entries: readonly Entry[];
  readonly text: string;
  readonly evidence: Evidence;
  readonly judgement: Judgement;
}

/** Fly a scenario, read the log that was written, judge it, and leave nothing behind. */
export async function fly(
  scenario: ScenarioRecord,
  adapter: ClientAdapter,
  cell: Cell,
  options: {
    readonly seed?: number;
    /** Speeds warped time up to this, where it is warped. */
    readonly factor?: number;
    readonly version?: string;
    readonly installed?: string;
  } = {},
): Promise<Flight> {
  const { seed = 1, factor, version, installed } = options;
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-'));
  try {
    const asked = version === undefined ? { adapter } : { adapter, version };
    const order = await orderFor(scenario, asked, cell, seed);
    const warped = order.time.kind === 'warped' && factor !== undefined;
    const time = warped ? { ...order.time, factor } : order.time;
    const log = join(folder, 'run.ndjson');
    const { signal } = new AbortController();
    await cell.perform({ ...order, time }, adapter, {
      log,
      signal,
      ...(installed !== undefined && { installed }),
    });
    const text = await readFile(log, 'utf8');
    const entries = read(text, log);
    const judgement = judge(entries, await checks());
    return { entries, text, evidence: new Evidence(entries), judgement };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
