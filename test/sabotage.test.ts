import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import type { Entry, Kind } from '#core/entry.ts';
import { Evidence } from '#core/evidence.ts';
import { ailment } from '#core/health.ts';
import { FAMILIES } from '#core/scenario.ts';
import { isQuality } from '#core/verdict.ts';
import { judge } from '#harness/judge.ts';
import { refusal } from '#harness/orders.ts';
import { checks } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { brokenHarnesses } from './broken-harness.ts';
import { golden } from './checks/golden/all.ts';
import { fly } from './fly.ts';
import * as sabotage from './sabotage.ts';

type Log = readonly Entry[];

const all = await checks();
const scenarios = await everyScenario();

/** Of each family two scenarios, as a good client and a real one's likeness came through them. */
const chosen = [
  ...FAMILIES.flatMap((family) => scenarios.filter((one) => one.family === family).slice(0, 2)),
  ...scenarios.filter(({ id }) => ['store-removed', 'sign-in-over-wrong-types'].includes(id)),
];
const flights = (
  await Promise.all(
    chosen.flatMap((scenario) =>
      [hardened, claudeCodeLike].map(async (adapter) => {
        if ((await refusal(scenario, { adapter }, virtual)) !== undefined) return [];
        const { entries } = await fly(scenario, adapter, virtual);
        return [{ name: `${scenario.id}, as ${adapter.name} flew it`, entries }];
      }),
    ),
  )
).flat();

/** What is sabotaged here is what can be told from a whole log: a loss shows nothing by itself. */
const EVERY_FACT: readonly Kind[] = [
  ...(['client.started', 'flight.began', 'work.began', 'work.ended', 'attempt.began'] as const),
  ...(['attempt.ended', 'fault.opened', 'act.done', 'ledger', 'store', 'client.said'] as const),
  ...(['client.exited', 'sink.searched'] as const),
];
const SABOTAGE: Readonly<Record<string, (log: Log) => Log>> = {
  'no fault was delivered': sabotage.undelivered,
  ...Object.fromEntries(
    Object.entries(sabotage.CLOCKS).map(([what, stop]) => [`the clock ${what}`, stop]),
  ),
  ...Object.fromEntries(
    (['dns', 'connect', 'tls', 'http'] as const).flatMap((layer) => [
      [`the ${layer} log is lost`, sabotage.withoutLayer(layer)],
      [`nobody listened at ${layer}`, sabotage.pastTheGate(layer)],
    ]),
  ),
  ...Object.fromEntries(
    (['before', 'change', 'act', 'after'] as const).map((look) => [
      `no look of the store was taken: ${look}`,
      sabotage.withoutLooks(look),
    ]),
  ),
  ...Object.fromEntries(
    EVERY_FACT.map((kind) => [`${kind} is never told`, sabotage.without(kind)]),
  ),
};

/** Neither what was kept nor how good it was is said of a harness that has lost its sight. */
const expectSilence = (log: Log, about: string) => {
  const { verdict, because, findings } = judge(log, all);
  expect(isQuality(verdict), `${about}: ${verdict}, ${because}`).toBe(false);
  const passed = findings.filter(({ outcome }) => outcome === 'pass');
  expect(
    passed.map(({ check }) => check),
    `${about}: ${verdict}, ${because}`,
  ).toEqual([]);
};

test('there are flights of every family, and nothing ails them', () => {
  expect(flights.length).toBeGreaterThan(FAMILIES.length * 2);
  for (const { name, entries } of flights) {
    expect(ailment(new Evidence(entries)), name).toBeUndefined();
    expect(isQuality(judge(entries, all).verdict), name).toBe(true);
  }
});

describe.each(Object.entries(SABOTAGE))('where %s', (_, spoil) => {
  test('no flight gets a verdict, whoever flew it', () => {
    let spoilt = 0;
    for (const { name, entries } of flights) {
      const log = spoil(entries);
      if (sabotage.isSame(log, entries)) continue;
      spoilt += 1;
      expectSilence(log, name);
    }
    expect(spoilt).toBeGreaterThan(0);
  });
});

describe.each(flights)('$name', ({ entries }) => {
  test('is not judged where its log breaks off, wherever it does', () => {
    for (let length = 0; length < entries.length; length += 1) {
      expect(judge(entries.slice(0, length), all).verdict).toBe('inconclusive');
    }
  });

  test('is not judged where an entry is missing, whichever it is', () => {
    for (let gone = 0; gone < entries.length; gone += 1) {
      const { verdict } = judge(entries.toSpliced(gone, 1), all);
      expect(verdict, JSON.stringify(entries[gone])).toBe('inconclusive');
    }
  });
});

test.each(brokenHarnesses)('a harness in which $what tests nobody', async (harness) => {
  for (const id of harness.scenarios) {
    const scenario = scenarios.find((one) => one.id === id)!;
    for (const adapter of [hardened, claudeCodeLike]) {
      expectSilence(await harness.fly(scenario, adapter), `${id}, ${adapter.name}`);
    }
  }
});

describe.each(Object.entries(golden))('%s', (id, { kept, rests }) => {
  const check = all.get(id)!;
  const outcome = (log: Log) => judge(log, new Map([[id, check]])).findings[0]?.outcome;
  const struck = sabotage.undelivered(kept);
  const itself = (log: Log) => check.judge(new Evidence(log)).outcome;

  test('is not passed by a log that has lost what it rests on, under new numbers', () => {
    expect(itself(kept)).toBe('pass');
    for (const log of [sabotage.without(...rests)(kept), sabotage.without(...rests)(struck)]) {
      expect(itself(log)).not.toBe('pass');
      expect(outcome(log)).not.toBe('pass');
    }
  });

  test('is not passed by a log whose numbers have gaps, or whose time runs back', () => {
    for (let gone = 1; gone < kept.length; gone += 1) {
      expect(outcome(kept.toSpliced(gone, 1))).toBeUndefined();
    }
    expect(outcome(sabotage.CLOCKS['ran backwards']!(kept))).toBeUndefined();
  });
});

test('a sealed place that was not proved is none', () => {
  const [began, ...rest] = sabotage.without('place.proved')(flights[0]!.entries);
  if (began?.kind !== 'run.began') throw new Error('a log begins with its order');
  const log = [{ ...began, cell: 'sandbox' }, ...rest];
  expect(judge(log, all)).toMatchObject({
    verdict: 'invalid',
    because: 'Nothing shows that the sandbox cell was sealed.',
  });
});
