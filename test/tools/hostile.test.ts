import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { sandbox } from '#cells/sandbox.ts';
import { minutes } from '#core/duration.ts';
import { client, ROOT } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { fly } from '#test/fly.ts';
import { needs } from '#test/tools.ts';

const sandboxed = needs('bwrap', 'faketime');

/** A short calm flight with a client that is up to no good. */
async function flown(name: string) {
  const [calm] = await select(['calm']);
  const short = { ...calm!, work: { count: 2, every: minutes(2), tool: false } };
  return fly(short, (await client(name))!, sandbox, { factor: 60 });
}

describe.concurrent('a client that is up to no good', () => {
  sandboxed('has no power over what it may only read, whoever started the sandbox', async () => {
    const { evidence } = await flown('takes-powers');
    expect(evidence.works).toHaveLength(2);
    expect(existsSync(join(ROOT, 'harness/written-by-a-client'))).toBe(false);
    expect(existsSync('/usr/written-by-a-client')).toBe(false);
  });

  sandboxed('does not keep its run going by what it leaves behind', async () => {
    const { evidence, judgement } = await flown('leaves-a-child');
    expect(evidence.of('client.exited')[0]).toMatchObject({ code: 1, by: 'client' });
    expect(judgement.verdict).toBe('grounded');
  });

  sandboxed('cannot hide a leak in a folder that it has locked', async () => {
    const { judgement } = await flown('hides-a-leak');
    expect(judgement.failed).toContain('sec.no-leak');
  });

  sandboxed('cannot stop its run with a store that nobody can read', async () => {
    const { judgement } = await flown('plugs-its-store');
    expect(judgement.failed).toContain('save.no-loss');
  });

  sandboxed('gains nothing by ending the harness', async () => {
    await expect(flown('forges-its-log')).rejects.toThrow(/^Failed to perform calm/);
  });
});
