import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checks, clients, exportName, ids, ROOT, timeline } from '#harness/registry.ts';
import { everyScenario } from '#harness/scenarios.ts';

test('an id is an export in another spelling', () => {
  const ids_ = ['nxdomain', 'keep.valid-token', 'claude-code-like', 'model-529', 'a.b-c.d'];
  expect(ids_.map(exportName)).toEqual([
    'nxdomain',
    'keepValidToken',
    'claudeCodeLike',
    'model529',
    'aBCD',
  ]);
});

test('ids come in order, and none is that of something else in the folder', async () => {
  for (const folder of ['scenarios', 'harness/faults', 'harness/checks', 'harness/cells']) {
    const known = await ids(folder);
    expect(known.length).toBeGreaterThan(1);
    expect(known).toEqual(known.toSorted());
    for (const id of known) expect(existsSync(`${ROOT}${folder}/${id}.ts`), id).toBe(true);
    for (const id of known) expect(id).toMatch(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
  }
});

test('no two ids have one export', async () => {
  for (const folder of ['harness/faults', 'harness/checks', 'harness/clients', 'harness/cells']) {
    const names = (await ids(folder)).map(exportName);
    expect(new Set(names).size).toBe(names.length);
  }
});

test('checks and clients are known by the names that they give themselves', async () => {
  for (const [id, check] of await checks()) expect(check.id).toBe(id);
  const known = await clients();
  for (const [name, adapter] of known) expect(adapter.name).toBe(name);
  expect([...known.keys()]).toEqual(expect.arrayContaining(['hardened', 'naive']));
  expect(known.has('install')).toBe(false);
});

test('a timeline that was written down strikes again as it did', async () => {
  for (const scenario of await everyScenario()) {
    const written = JSON.parse(JSON.stringify(scenario));
    const windows = await timeline(written);
    expect(windows.map(({ from, until }) => ({ from, until }))).toEqual(
      scenario.faults.map(({ from, until }) => ({ from, until })),
    );
    for (const [index, { fault }] of windows.entries()) {
      expect(fault).toMatchObject(scenario.faults[index]!.fault);
    }
  }
});

test('a fault that nobody knows is refused by its name', async () => {
  const [scenario] = await everyScenario();
  const fault = { name: 'no-such-fault', layer: 'dns', role: 'oauth', params: {} } as const;
  const window = { fault, from: { on: 'start' }, until: 'the end' } as const;
  await expect(timeline({ ...scenario!, faults: [window] })).rejects.toThrow(/no-such-fault/);
});
