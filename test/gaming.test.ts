import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { hammer } from '#fixtures/clients/gaming/hammer.ts';
import { liarExit0 } from '#fixtures/clients/gaming/liar-exit0.ts';
import { modest } from '#fixtures/clients/gaming/modest.ts';
import { needy } from '#fixtures/clients/gaming/needy.ts';
import { shotgun } from '#fixtures/clients/gaming/shotgun.ts';
import { sleeper } from '#fixtures/clients/gaming/sleeper.ts';
import { sniffer } from '#fixtures/clients/gaming/sniffer.ts';
import { splitter } from '#fixtures/clients/gaming/splitter.ts';
import type { Gamer } from '#fixtures/clients/gaming.ts';
import { refusal } from '#harness/orders.ts';
import { yardstick } from '#harness/yardstick.ts';
import { scoreOf } from '#score/score.ts';
import type { Run } from '#score/yardstick.ts';
import { fly } from './fly.ts';

const measure = await yardstick();
const scenarioOf = (id: string) => measure.catalogue.find((one) => one.id === id)!;
const flown = async ({ adapter }: Gamer, id: string) => fly(scenarioOf(id), adapter, virtual);

const CAUGHT = [liarExit0, shotgun, sleeper, needy, hammer, sniffer, splitter];

test.each(CAUGHT)('$adapter.name is seen through by $check in $shows', async (gamer) => {
  const { judgement } = await flown(gamer, gamer.shows);
  expect(judgement.failed).toContain(gamer.check);
});

/** Each of the other checks that one of them cannot get past, and where. */
const ALSO = CAUGHT.flatMap((gamer) =>
  Object.entries(gamer.also ?? {}).map(
    ([check, shows]) => [gamer.adapter.name, check, shows, gamer] as const,
  ),
);

test.each(ALSO)('%s does not get past %s in %s, either', async (_, check, shows, gamer) => {
  const { judgement } = await flown(gamer, shows);
  expect(judgement.failed).toContain(check);
  expect(judgement.regret).toBeGreaterThan(0);
});

test('each of them that is not caught by a check is one that asks to be tested less', () => {
  expect([...CAUGHT, modest].filter(({ check }) => !check)).toEqual([modest]);
});

test('to need a person costs nothing where everybody needs one, and much elsewhere', async () => {
  const everybody = await flown(needy, 'human-signs-in-again');
  expect(everybody.judgement.regret).toBe(0);
  const alone = await flown(needy, 'human-follows-advice');
  const called = ({ evidence }: typeof alone) =>
    evidence.of('human.did').filter(({ what }) => what === 'took the advice to sign in');
  expect(called(alone).length).toBeGreaterThan(0);
  expect(alone.judgement.verdict).toBe('grounded');
  const other = await fly(scenarioOf('human-follows-advice'), hardened, virtual);
  expect(called(other)).toEqual([]);
});

test('none of them comes off as well as a client that is what it seems', async () => {
  for (const gamer of CAUGHT) {
    const { judgement } = await flown(gamer, gamer.shows);
    expect(judgement.regret, gamer.adapter.name).toBeGreaterThan(0);
  }
});

test('a sniffer finds nothing that gives the place away, and shows its other face', async () => {
  const { judgement } = await flown(sniffer, sniffer.shows);
  const first = await fly(scenarioOf(sniffer.shows), naive, virtual);
  expect(judgement.verdict).toBe(first.judgement.verdict);
});

test('who cannot be asked to sign in is not flown where somebody would ask', async () => {
  const { adapter } = modest;
  const scenario = scenarioOf('human-signs-in-again');
  expect(await refusal(scenario, { adapter }, virtual)).toMatch(/modest is not known to sign in/);
  expect(await refusal(scenario, { adapter: hardened }, virtual)).toBeUndefined();
});

test('who never asks for what is broken has flown nothing, and nothing is no pass', async () => {
  const { judgement } = await flown(needy, 'nxdomain');
  expect(judgement.verdict).toBe('invalid');
});

test('whoever declares that it can do little is scored over everything', async () => {
  const { adapter } = modest;
  const runs: Run[] = [];
  const refused: string[] = [];
  for (const scenario of measure.catalogue) {
    if ((await refusal(scenario, { adapter }, virtual)) !== undefined) {
      refused.push(scenario.id);
      continue;
    }
    const { entries, evidence, judgement } = await fly(scenario, adapter, virtual);
    runs.push({ order: evidence.order, entries, judgement });
  }
  const score = scoreOf(runs, measure);
  expect(refused).toContain(modest.shows);
  const missing = score.missing.map(({ scenario }) => scenario);
  expect(missing).toEqual(expect.arrayContaining(refused));
  expect(score.missing.every(({ utility }) => utility === 0)).toBe(true);
  expect(score.provisional).toBe(true);
  // All that it flies, it flies as well as can be; the score is that of who does not fly the rest.
  expect(score.seen).toBeCloseTo(1, 9);
  expect(score.value).toBeLessThan(0.9);
  expect(score.grade).not.toBe('A');
});
