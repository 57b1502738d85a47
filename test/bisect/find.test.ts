import { mkdtempSync, rmSync } from 'node:fs';
import { readdir, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ClientAdapter } from '#core/client.ts';
import { find } from '#harness/bisect/find.ts';
import { stretch } from '#harness/bisect/releases.ts';
import { turn } from '#harness/bisect/told.ts';
import { openOutput } from '#harness/output.ts';
import { checks } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';

const VERSIONS = ['1.0.0', '1.1.0', '1.2.0', '1.4.0', '1.5.0', '1.6.0', '1.9.0', '1.10.0'];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'groundstop-bisect-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A made-up client: what naive does, until one release in which it learnt what hardened does. */
async function searched(
  mended: string,
  options: {
    readonly repeats?: number;
    readonly isUnnamed?: true;
    readonly stopAfter?: number;
  } = {},
) {
  const { repeats = 1, isUnnamed, stopAfter = Infinity } = options;
  const [scenario] = await select(['nxdomain']);
  const controller = new AbortController();
  const flown: string[] = [];
  const isMended = () => VERSIONS.indexOf(flown.at(-1)!) >= VERSIONS.indexOf(mended);
  const pilot: ClientAdapter = {
    ...(hardened as ClientAdapter),
    name: 'pilot',
    program: (place) => (isMended() ? hardened : naive).program!(place),
  };
  const found = await find(
    {
      ...{ scenario: scenario!, adapter: pilot, cell: 'virtual', seed: 1, checks: await checks() },
      output: await openOutput(folder, 'keep'),
      progress: {
        began: ({ client }) => void flown.push(client.version!),
        ended: () => {
          if (flown.length >= stopAfter) controller.abort();
        },
        note: () => undefined,
      },
      signal: controller.signal,
    },
    stretch(VERSIONS, '1.10.0', '1.0.0'),
    { repeats, ...(!isUnnamed && { check: 'save.no-loss' }) },
  );
  return { found, flown, turn: found.flip && turn(found.flip, VERSIONS) };
}

test('the release is found in which a client learnt to keep its login', async () => {
  const { found, flown, turn } = await searched('1.5.0');
  expect(turn).toEqual({ what: 'fixed', in: '1.5.0', last: '1.4.0', between: [] });
  expect(flown.length).toBeLessThanOrEqual(5);
  expect(found.flown).toHaveLength(flown.length);
});

test('without a check, the gravest one is taken in which the two ends differ', async () => {
  const { found, turn } = await searched('1.2.0', { isUnnamed: true });
  expect((await checks()).get(found.check)!.severity).toBe('sev1');
  expect(turn?.in).toBe('1.2.0');
});

test('what has been flown is not flown again, and what was cut off is', async () => {
  const first = await searched('1.9.0');
  expect(first.flown.length).toBeGreaterThan(2);
  const second = await searched('1.9.0');
  expect(second.flown).toEqual([]);
  expect(second.turn).toEqual(first.turn);
  const [log] = await readdir(join(folder, 'runs'));
  await truncate(join(folder, 'runs', log!), 2_000);
  const third = await searched('1.9.0');
  expect(third.flown).toHaveLength(1);
  expect(third.turn).toEqual(first.turn);
});

test('a search that was interrupted goes on where it was', async () => {
  const first = await searched('1.6.0', { stopAfter: 2 });
  expect(first.found.flip).toBeUndefined();
  const second = await searched('1.6.0');
  expect(second.turn?.in).toBe('1.6.0');
  expect(second.flown).not.toContain(first.flown[0]);
});

test('each repeat is a flight with a seed of its own', async () => {
  const { found } = await searched('1.5.0', { repeats: 2 });
  const seeds = found.flown
    .filter(({ order }) => order.client.version === '1.5.0')
    .map(({ order }) => order.seed);
  expect(seeds).toEqual([1, 2]);
});
