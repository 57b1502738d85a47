import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { Entry } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { judge } from '#harness/judge.ts';
import { checks } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';

/** So many logs are judged, of about so many entries. */
const LOGS = 10_000;
const ENTRIES = 200;
/** How far from that a log may be, so that there are enough of them. */
const ABOUT = 60;

/** How long it took to judge, and where the time went. */
export interface Judging {
  readonly logs: number;
  /** The median length of a log. */
  readonly entries: number;
  readonly seconds: number;
  /** The checks that took longest, and their share of what all checks took. */
  readonly slowest: readonly { readonly check: string; readonly share: number }[];
}

/** Judge logs of real flights, again and again, each as if it had never been seen. */
export async function judging(): Promise<Judging> {
  const logs = await someLogs();
  const all = await checks();
  for (const log of logs) judge(log, all);
  const began = performance.now();
  for (let n = 0; n < LOGS; n += 1) judge(logs[n % logs.length]!, all);
  const seconds = (performance.now() - began) / 1_000;
  const spent = new Map<string, number>();
  for (const [id, check] of all) {
    const evidence = logs.map((log) => new Evidence(log));
    const start = performance.now();
    for (const one of evidence) check.judge(one);
    spent.set(id, performance.now() - start);
  }
  const total = [...spent.values()].reduce((sum, ms) => sum + ms, 0);
  const slowest = [...spent]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 5)
    .map(([check, ms]) => ({ check, share: ms / total }));
  const lengths = logs.map(({ length }) => length).sort((one, other) => one - other);
  return { logs: LOGS, entries: lengths[Math.floor(lengths.length / 2)]!, seconds, slowest };
}

async function someLogs(): Promise<readonly (readonly Entry[])[]> {
  const logs: (readonly Entry[])[] = [];
  for (const scenario of await everyScenario()) {
    for (const adapter of [naive, claudeCodeLike, hardened]) {
      const { entries } = await fly(scenario, adapter, virtual);
      if (Math.abs(entries.length - ENTRIES) <= ABOUT) logs.push(entries);
    }
  }
  return logs;
}
