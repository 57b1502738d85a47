import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { claudeCode } from '#clients/claude-code.ts';
import { find } from '#harness/bisect/find.ts';
import { stretch } from '#harness/bisect/releases.ts';
import { type Turn, turn } from '#harness/bisect/told.ts';
import { published } from '#harness/install/npm.ts';
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

/** Search the releases from one to the other for the one at which a pair's check flips. */
async function searched(pair: Pair, bad: string, good: string) {
  const [scenario] = await select([story(pair)]);
  const range = stretch(await releases(), good, bad);
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-bisect-'));
  const output = { folder, log: (id: string) => join(folder, `${id}.ndjson`) };
  try {
    const found = await find(
      {
        ...{ scenario: scenario!, adapter: claudeCode, cell: 'sandbox', seed: 1, checks: known },
        ...{ output, progress: SILENT, signal: new AbortController().signal },
      },
      range,
      { check: pair.check, repeats: pair.repeats ?? 1 },
    );
    return {
      because: found.tried.map(({ version, because }) => `${version}: ${because}`).join('\n'),
      turn: found.flip && turn(found.flip, range.versions),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const told = ({ older, newer, turn: what }: Pair): Turn => ({
  ...{ what, in: newer.release, last: older.release, between: [] },
});

/** From the release that breaks the promise to the one that keeps it. */
const ends = ({ older, newer, turn: what }: Pair): readonly [bad: string, good: string] =>
  what === 'fixed' ? [older.release, newer.release] : [newer.release, older.release];

const sealed = needs('bwrap', 'faketime', 'npm');

const flipping = pairs.filter(({ flips }) => flips === 'yes');

// At ten times the speed, a machine that is busy for three seconds makes a client silent for half a
// minute. What fails is flown once more.
const again = { retry: 1 };

describe.concurrent('neighbouring releases of the published program', again, () => {
  sealed.each(flipping.map((pair) => [titled(pair), pair.check, pair] as const))(
    '%s: %s flips',
    async (_, __, pair) => {
      const { because, turn } = await searched(pair, ...ends(pair));
      expect(turn, because).toEqual(told(pair));
    },
  );

  sealed.each([
    ['2.1.97', 'retry.backoff', '2.1.90', '2.1.105'],
    ['2.1.117', 'retry.attempts', '2.1.109', '2.1.128'],
  ])('%s mended %s, and is found between %s and %s', async (newer, check, bad, good) => {
    const pair = pairs.find((each) => each.newer.release === newer && each.check === check)!;
    const { because, turn } = await searched(pair, bad, good);
    expect(turn, because).toEqual(told(pair));
  });
});
