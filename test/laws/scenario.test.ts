import { describe, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import { hours } from '#core/duration.ts';
import { REALMS } from '#core/effect.ts';
import type { FaultKind } from '#core/fault.ts';
import { FAMILIES, record, type Scenario } from '#core/scenario.ts';
import { referenceClient } from '#fixtures/clients/reference/adapter.ts';
import { orderFor } from '#harness/orders.ts';
import { checks, ids } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';
import { pieces } from './modules.ts';

const controls = [naive, claudeCodeLike, hardened, referenceClient('resolving', '')];
const scenarios = await everyScenario();
const known = await checks();
const kinds = await pieces<FaultKind>('harness/faults');
const isRealm = (layer: string) => (REALMS as readonly string[]).includes(layer);

test('every file of the catalogue is a scenario', async () => {
  expect(scenarios.map(({ id }) => id)).toEqual(await ids('scenarios'));
});

test('every kind of fault is used', () => {
  const used = new Set(scenarios.flatMap(({ faults }) => faults.map(({ fault }) => fault.name)));
  expect(kinds.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
});

test('every check is put to the test somewhere, or stands everywhere', () => {
  const exercised = new Set(scenarios.flatMap(({ exercises }) => exercises));
  for (const [id, check] of known) expect(exercised.has(id) || check.standing, id).toBe(true);
});

describe.each(scenarios)('$id', (scenario) => {
  const { title, why, seen, family, faults, exercises } = scenario;

  test('it has a headline, a reason, and somebody to whom it happened', () => {
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(why).toMatch(/\.$/);
    expect(FAMILIES).toContain(family);
    if (family !== 'control') expect(seen, 'who has seen this? incident(…)').not.toEqual([]);
  });

  test('it exercises checks that there are, each once', () => {
    for (const id of exercises) expect(known.has(id), id).toBe(true);
    expect(new Set(exercises).size).toBe(exercises.length);
  });

  test('each check that it exercises is one to which some client can be held here', async () => {
    const orders = await Promise.all(
      controls.map((adapter) => orderFor(scenario, { adapter }, virtual, 1)),
    );
    const idle = exercises.filter((id) => {
      const { concerns } = known.get(id)!;
      return concerns && !orders.some((order) => concerns(order));
    });
    expect(idle).toEqual([]);
  });

  test('it asks for recovery only where the trouble ends', () => {
    if (!exercises.includes('conv.self')) return;
    expect(faults.length).toBeGreaterThan(0);
    for (const { until } of faults) expect(until).not.toBe('the end');
  });

  test('its faults aim where they can strike', () => {
    for (const { fault } of faults) {
      expect(kinds.find(({ id }) => id === fault.name)?.value.layer).toBe(fault.layer);
      if (!scenario.decoy) expect(fault.role).not.toBe('decoy');
      if (isRealm(fault.layer)) expect(fault.role).toBe('client');
    }
  });

  test('it is done with before it is too long ago to matter', () => {
    const { count, every, deeds } = scenario.work;
    if (deeds) expect(deeds).toHaveLength(count);
    expect(count * every, 'a day and a night at most').toBeLessThanOrEqual(hours(30));
  });

  test('it survives being written down', () => {
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario);
    // A story that was read from a record is the same record again.
    expect(record(scenario.id, scenario as unknown as Scenario)).toEqual(scenario);
  });
});
