import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { claudeCode } from '#clients/claude-code.ts';
import { type Found, find } from '#harness/bisect/find.ts';
import { stretch } from '#harness/bisect/releases.ts';
import { turn } from '#harness/bisect/told.ts';
import { published } from '#harness/install/npm.ts';
import { openOutput } from '#harness/output.ts';
import { checks } from '#harness/registry.ts';
import { select } from '#harness/scenarios.ts';
import { naturalMutants, type Pair, story, titled } from '../natural-mutants.ts';
import { needs } from '../tools.ts';

const { pairs } = await naturalMutants();
const known = await checks();

/** Nobody is waiting for a word here. */
const SILENT = { began: () => undefined, ended: () => undefined, note: () => undefined };

/** Search the releases from one to the other for the one that mended what a pair is about. */
async function searched(pair: Pair, bad: string, good: string): Promise<Found> {
  const [scenario] = await select([story(pair)]);
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-bisect-'));
  try {
    return await find(
      {
        ...{ scenario: scenario!, adapter: claudeCode, cell: 'sandbox', seed: 1, checks: known },
        ...{ output: await openOutput(folder), progress: SILENT },
        signal: new AbortController().signal,
      },
      stretch(await published(claudeCode.package!), good, bad),
      { check: pair.check, repeats: 1 },
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** What every release that was flown said, for whoever reads of a failure. */
const told = ({ tried }: Found): string =>
  tried.map(({ version, outcome, because }) => `${version} ${outcome}: ${because}`).join('\n');

const sealed = needs('bwrap', 'faketime', 'npm');

/** Those of which the check is there: one that waited for it waits no more. */
const flipping = pairs.filter(({ flips, check }) => flips !== 'no' && known.has(check));

describe.concurrent('neighbouring releases of the published program', () => {
  sealed.each(flipping.map((pair) => [titled(pair), pair.check, pair] as const))(
    '%s: %s breaks on the older one and is kept on the newer one',
    async (_, __, pair) => {
      const found = await searched(pair, pair.older.release, pair.newer.release);
      expect(found.flip, told(found)).toBeDefined();
      expect(found.unlike, told(found)).toBeUndefined();
    },
  );

  // Of each, some releases before and some after, so that it has to be looked for.
  const among = (newer: string, check: string) =>
    pairs.find((pair) => pair.newer.release === newer && pair.check === check)!;

  sealed('the release that mended the 401 in mid-session is found among fifteen', async () => {
    const found = await searched(among('2.1.117', 'retry.attempts'), '2.1.109', '2.1.128');
    expect(found.flip, told(found)).toBeDefined();
    expect(turn(found.flip!, (await published(claudeCode.package!)).slice())).toBeDefined();
  });
});
