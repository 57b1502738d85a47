import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { minutes } from '#core/duration.ts';
import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';

const resolving = referenceClient('resolving', 'Asks name servers itself.');
const scenarios = await everyScenario();
const named = (id: string) => scenarios.find((scenario) => scenario.id === id)!;
const among = ['dns', 'connection', 'control', 'clock'];

test.each(scenarios.filter(({ family }) => among.includes(family)))(
  'the client with a resolver of its own keeps every promise in $id',
  async ({ exercises, ...scenario }) => {
    // What it rides out puts fewer promises to the test.
    const { judgement } = await fly({ ...scenario, exercises: [] }, resolving, virtual);
    expect(judgement).toMatchObject({ failed: [], regret: 0 });
  },
);

const questions = async (id: string) => {
  const { evidence } = await fly(named(id), resolving, virtual);
  return evidence.attempts.filter(({ layer }) => layer === 'dns');
};

test('it asks for both families, and no more often than an answer lives', async () => {
  const asked = await questions('calm');
  expect([...new Set(asked.map(({ operation }) => operation))].sort()).toEqual(['A', 'AAAA']);
  const model = asked.filter(({ role, operation }) => role === 'model' && operation === 'A');
  const gaps = model.slice(1).map(({ at }, n) => at - model[n]!.at);
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(minutes(1));
});

test('one family that says nothing costs it no more than a moment', async () => {
  const { evidence, judgement } = await fly(named('dns-ipv6-silent'), resolving, virtual);
  expect(judgement.verdict).toBe('transparent');
  expect(evidence.works.every(({ at, endedAt }) => endedAt! - at < 1_000)).toBe(true);
});

test('it works on at the old address while no name server can be asked', async () => {
  const { judgement } = await fly(named('dns-stale'), resolving, virtual);
  expect(judgement.verdict).toBe('transparent');
  expect(judgement.findings.find(({ check }) => check === 'dns.stale')?.outcome).toBe('pass');
});
