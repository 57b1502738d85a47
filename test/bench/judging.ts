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
/** Of each flight one with each of these: together they say more than the judge remembers. */
const SEEDS = [1, 2];
/** How often all of it is done; the best is told, for a machine is seldom alone. */
const ROUNDS = 3;

/** How long it took to judge, and where the time went. */
export interface Judging {
  readonly logs: number;
  /** The median length of a log. */
  readonly entries: number;
  /** Of the wall, and of all processors, in the round that took the least of the latter. */
  readonly seconds: number;
  readonly processor: number;
  /** The checks that took longest, and their share of what all checks took. */
  readonly slowest: readonly { readonly check: string; readonly share: number }[];
}

/**
 * Judge logs of real flights, again and again, each as if it had never been seen: nothing that was
 * made of a log is kept, and of the texts that only one log has, none is remembered until that log
 * comes again. A busy machine makes the wall's time longer; what processors did for it is told
 * beside it, the collection of garbage on other threads included.
 */
export async function judging(): Promise<Judging> {
  const logs = await someLogs();
  const all = await checks();
  for (const log of logs) judge(log, all);
  const rounds = Array.from({ length: ROUNDS }, () =>
    taken(() => {
      for (let n = 0; n < LOGS; n += 1) judge(logs[n % logs.length]!, all);
    }),
  );
  const best = rounds.reduce((one, other) => (other.processor < one.processor ? other : one));
  const spent = new Map<string, number>();
  for (const [id, check] of all) {
    const asked = logs
      .map((log) => new Evidence(log))
      .filter(({ order }) => check.concerns?.(order) !== false);
    const { processor } = taken(() => {
      for (const one of asked) check.judge(one);
    });
    spent.set(id, processor);
  }
  const total = [...spent.values()].reduce((sum, each) => sum + each, 0);
  const slowest = [...spent]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 5)
    .map(([check, each]) => ({ check, share: each / total }));
  const lengths = logs.map(({ length }) => length).sort((one, other) => one - other);
  return { logs: LOGS, entries: lengths[Math.floor(lengths.length / 2)]!, ...best, slowest };
}

/** What it takes to do something, in seconds. */
function taken(work: () => void): Pick<Judging, 'seconds' | 'processor'> {
  const [wall, before] = [performance.now(), process.cpuUsage()];
  work();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (performance.now() - wall) / 1_000, processor: (user + system) / 1_000_000 };
}

async function someLogs(): Promise<readonly (readonly Entry[])[]> {
  const logs: (readonly Entry[])[] = [];
  for (const scenario of await everyScenario()) {
    for (const adapter of [naive, claudeCodeLike, hardened]) {
      for (const seed of SEEDS) {
        const { entries } = await fly(scenario, adapter, virtual, { seed });
        if (Math.abs(entries.length - ENTRIES) <= ABOUT) logs.push(entries);
      }
    }
  }
  return logs;
}
