import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { claudeCode } from '#clients/claude-code.ts';
import { find } from '#harness/bisect/find.ts';
import { stretch } from '#harness/bisect/releases.ts';
import { type Turn, turn } from '#harness/bisect/told.ts';
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

/** The registry is asked once. */
let list: ReturnType<typeof published> | undefined;
function releases() {
  list ??= published(claudeCode.package!);
  return list;
}

/** Search the releases from one to the other for the one that mended what a pair is about. */
async function searched(pair: Pair, bad: string, good: string) {
  const [scenario] = await select([story(pair)]);
  const range = stretch(await releases(), good, bad);
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-bisect-'));
  try {
    const found = await find(
      {
        ...{ scenario: scenario!, adapter: claudeCode, cell: 'sandbox', seed: 1, checks: known },
        ...{ output: await openOutput(folder), progress: SILENT },
        signal: new AbortController().signal,
      },
      range,
      { check: pair.check, repeats: 1 },
    );
    return {
      told: found.tried.map(({ version, because }) => `${version}: ${because}`).join('\n'),
      turn: found.flip && turn(found.flip, range.versions),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const mended = ({ older, newer }: Pair): Turn => ({
  ...{ what: 'fixed', in: newer.release, last: older.release, between: [] },
});

const sealed = needs('bwrap', 'faketime', 'npm');

/** Those of which the check is there: one that waited for it waits no more. */
const flipping = pairs.filter(({ flips, check }) => flips !== 'no' && known.has(check));

describe.concurrent('neighbouring releases of the published program', () => {
  sealed.each(flipping.map((pair) => [titled(pair), pair.check, pair] as const))(
    '%s: %s breaks on the older one and is kept on the newer one',
    async (_, __, pair) => {
      const { told, turn } = await searched(pair, pair.older.release, pair.newer.release);
      expect(turn, told).toEqual(mended(pair));
    },
  );

  sealed.each([
    ['2.1.97', 'retry.backoff', '2.1.90', '2.1.105'],
    ['2.1.117', 'retry.attempts', '2.1.109', '2.1.128'],
  ])('%s mended %s, and is found between %s and %s', async (newer, check, bad, good) => {
    const pair = pairs.find((each) => each.newer.release === newer && each.check === check)!;
    const { told, turn } = await searched(pair, bad, good);
    expect(turn, told).toEqual(mended(pair));
  });
});
