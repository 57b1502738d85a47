import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { ROOT } from '#harness/registry.ts';
import { load } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';

/** The one scenario that scenarios/README.md shows, as whoever copies it out would have it. */
async function shown(): Promise<ScenarioRecord> {
  const readme = await readFile(new URL('../scenarios/README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n\/\/ scenarios\/(\S+)\n(.*?)^```$/gms)];
  expect(blocks).toHaveLength(1);
  const [, name, text] = blocks[0]!;
  // Within the project, or its imports would lead nowhere; beside the folders that tests walk.
  const folder = await mkdtemp(join(ROOT, '.readme-'));
  try {
    const path = join(folder, name!);
    await writeFile(path, text!);
    return await load(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}

const scenario = await shown();

test.each([naive, claudeCodeLike, hardened])(
  'the smallest scenario puts $name to the test',
  async (client) => {
    const { judgement } = await fly(scenario, client, virtual);
    expect(['invalid', 'inconclusive']).not.toContain(judgement.verdict);
  },
);

test('the smallest scenario tells the reference clients apart', async () => {
  const flights = [naive, claudeCodeLike, hardened].map((client) => fly(scenario, client, virtual));
  const verdicts = (await Promise.all(flights)).map(({ judgement }) => judgement.verdict);
  expect(verdicts).toEqual(['harmful', 'grounded', 'graceful']);
});
