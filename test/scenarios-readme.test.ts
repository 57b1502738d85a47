import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { virtual } from '#cells/virtual.ts';
import { claudeCodeLike } from '#clients/claude-code-like.ts';
import { hardened } from '#clients/hardened.ts';
import { naive } from '#clients/naive.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { load } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';

// Within the project, or its imports would lead nowhere.
const folder = await mkdtemp(fileURLToPath(new URL('.readme-', import.meta.url)));
afterAll(() => rm(folder, { recursive: true }));

/** The one scenario that scenarios/README.md shows, as whoever copies it out would have it. */
async function shown(): Promise<ScenarioRecord> {
  const readme = await readFile(new URL('../scenarios/README.md', import.meta.url), 'utf8');
  const blocks = [...readme.matchAll(/^```ts\n\/\/ scenarios\/(\S+)\n(.*?)^```$/gms)];
  expect(blocks).toHaveLength(1);
  const [, name, text] = blocks[0]!;
  const path = `${folder}/${name}`;
  await writeFile(path, text!);
  return load(path);
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
