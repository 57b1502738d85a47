import type { Fact } from '#core/entry.ts';
import { Kernel } from '#time/kernel.ts';
import { inProcess } from '#transports/in-process.ts';
import { type Outcome, outcomeOf } from './outcome.ts';
import { gatesOf, greeting, profileOf, type Row } from './rows.ts';

/** Ask one host in this process, and let all time pass that it takes. */
export async function inVirtualTime(
  rows: readonly Row[],
  host: string,
  { proxy = false } = {},
): Promise<{ readonly outcome: Outcome; readonly took: number; readonly log: readonly Fact[] }> {
  const kernel = new Kernel(0);
  const log: Fact[] = [];
  const { fetch } = inProcess({
    gate: gatesOf(rows, {
      now: () => kernel.now(),
      tell: (at, fact) => at === host && log.push(fact),
    }),
    profile: profileOf(rows),
    clock: kernel.clock('network'),
    serviceAt: () => greeting,
    proxy,
  });
  let took = 0;
  const asked = outcomeOf(() => fetch(`https://${host}/`)).finally(() => {
    took = kernel.now();
  });
  await kernel.run({ until: Infinity, events: 1_000, settled: () => false });
  return { outcome: await asked, took, log };
}

export const looksUp = (fact: Fact): boolean =>
  fact.kind === 'attempt.began' && fact.layer === 'dns';
