import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { type Check, kept, SEVERITIES } from '#core/check.ts';
import { minutes } from '#core/duration.ts';
import type { Entry } from '#core/entry.ts';
import { isQuality, QUALITY, type Verdict } from '#core/verdict.ts';
import { judge } from '#harness/judge.ts';
import { checks } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { fly } from './fly.ts';

const all = await checks();

/** One of each kind of trouble, as three kinds of client came through it. */
const scenarios = await select([
  ...['calm', 'nxdomain', 'refresh-unavailable', 'refresh-denied', 'token-rejected'],
  ...['model-overloaded', 'stream-cut', 'store-read-only', 'fleet-refresh-race'],
]);
const flights = await Promise.all(
  scenarios.flatMap((scenario) =>
    [hardened, claudeCodeLike, naive].map(async (adapter) => {
      const { entries } = await fly(scenario, adapter, virtual);
      return [scenario.id, adapter.name, entries] as const;
    }),
  ),
);

const quality = (verdict: Verdict): number => {
  expect(isQuality(verdict), verdict).toBe(true);
  return QUALITY.indexOf(verdict as (typeof QUALITY)[number]);
};

const check = fc.record({
  outcome: fc.constantFrom('pass', 'fail', 'inconclusive', 'na'),
  severity: fc.constantFrom(...SEVERITIES),
});

/** Checks that find what they are told to. */
const answering = (
  some: readonly {
    readonly outcome: 'pass' | 'fail' | 'inconclusive' | 'na';
    severity: Check['severity'];
  }[],
): ReadonlyMap<string, Check> =>
  new Map(
    some.map(({ outcome, severity }, index) => {
      const id = `made.up-${index}`;
      const about = {
        must: 'be judged',
        axis: 'bound',
        loses: 'Nothing.',
        source: 'this test',
      } as const;
      const answer = () => ({ ...kept(`It was ${outcome}.`), outcome });
      return [id, { id, ...about, severity, standing: true, judge: answer }];
    }),
  );

/** From what nobody minds to what nobody wants. */
const WORSE: readonly Verdict[] = [
  'transparent',
  'graceful',
  'inconclusive',
  'degraded',
  'grounded',
  'harmful',
];
const weight = (verdict: Verdict) => WORSE.indexOf(verdict);

describe.each(flights)('%s, as %s flew it', (_, __, entries) => {
  test('is judged no better for another check that fails', () => {
    fc.assert(
      fc.property(fc.array(check, { maxLength: 6 }), check, fc.nat(6), (some, more, at) => {
        const before = judge(entries, answering(some)).verdict;
        const after = judge(entries, answering(some.toSpliced(at, 0, more))).verdict;
        expect(weight(after)).toBeGreaterThanOrEqual(weight(before));
      }),
      { numRuns: 50 },
    );
  });

  test('is judged the same in whatever order it is checked', () => {
    const turned = new Map([...all].reverse());
    const { verdict, failed } = judge(entries, turned);
    expect(verdict).toBe(judge(entries, all).verdict);
    expect([...failed].sort()).toEqual([...judge(entries, all).failed].sort());
  });

  test('is judged no better where a piece of work that was done had failed', () => {
    const before = quality(judge(entries, all).verdict);
    for (const { work } of ends(entries)) {
      const failed = entries.map((entry) =>
        entry.kind === 'work.ended' && entry.work === work
          ? {
              ...entry,
              outcome: 'failed' as const,
              claim: 'failure' as const,
              nonce: false,
              text: '',
            }
          : entry,
      );
      expect(quality(judge(failed, all).verdict), work).toBeGreaterThanOrEqual(before);
    }
  });

  test('is judged no better where the last piece of work had been done later', () => {
    const before = quality(judge(entries, all).verdict);
    const last = ends(entries).at(-1);
    if (!last) return;
    for (const by of [minutes(1), minutes(20)]) {
      const later = entries.map((entry) =>
        entry.seq < last.seq ? entry : { ...entry, at: entry.at + by },
      );
      expect(quality(judge(later, all).verdict)).toBeGreaterThanOrEqual(before);
    }
  });
});

/** Where work was done. */
const ends = (entries: readonly Entry[]) =>
  entries.filter(
    (entry) => entry.kind === 'work.ended' && entry.outcome === 'answered',
  ) as readonly Extract<Entry, { readonly kind: 'work.ended' }>[];
