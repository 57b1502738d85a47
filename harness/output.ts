import { mkdirSync } from 'node:fs';
import { access, constants, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { HarnessError, reason } from '#core/errors.ts';
import type { Night } from '#report/flown.ts';
import { reportJsonText } from '#report/json.ts';
import { claim } from './claim.ts';

/** The folder that a report is written to. */
export interface Output {
  readonly folder: string;
  /** Absolute path of a run's log. */
  log(id: string): string;
}

/**
 * Make a folder ready for a report, and say at once if it cannot be written to. Logs of an earlier
 * report are removed, unless they are to be kept; whatever else is in the folder is left alone.
 *
 * @throws HarnessError OUTPUT_UNWRITABLE, or OUTPUT_BUSY where another process writes to it
 */
export async function openOutput(
  asked: string,
  earlier: 'remove' | 'keep' = 'remove',
): Promise<Output> {
  const folder = resolve(asked);
  const runs = join(folder, 'runs');
  try {
    // Not the one that returns a promise: it never does for a folder in /proc (Node 24).
    mkdirSync(runs, { recursive: true });
    await access(runs, constants.W_OK);
    claim(folder);
    const probe = join(folder, '.writable');
    await writeFile(probe, 'x'.repeat(4_096));
    await rm(probe);
    if (earlier === 'remove' && (await isReport(folder))) {
      const old = (await readdir(runs)).filter((name) => name.endsWith('.ndjson'));
      await Promise.all(old.map((name) => rm(join(runs, name))));
    }
  } catch (cause) {
    throw cause instanceof HarnessError ? cause : unwritable(folder, cause);
  }
  return { folder, log: (id) => join(runs, `${id}.ndjson`) };
}

/** Write the report beside the logs. @throws HarnessError OUTPUT_UNWRITABLE */
export async function writeReport({ folder }: Output, night: Night): Promise<void> {
  const [{ page }, { junitXml }] = await Promise.all([
    import('#report/page.tsx'),
    import('#report/junit.ts'),
  ]);
  try {
    await replace(join(folder, 'report.json'), reportJsonText(night));
    await replace(join(folder, 'junit.xml'), junitXml(night));
    await replace(join(folder, 'index.html'), page(night));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** Write beside and rename, so that a reader sees the old file or the new one, and never half. */
async function replace(path: string, text: string): Promise<void> {
  const beside = `${path}.new`;
  try {
    await writeFile(beside, text);
    await rename(beside, path);
  } catch (cause) {
    await rm(beside, { force: true });
    throw cause;
  }
}

async function isReport(folder: string): Promise<boolean> {
  try {
    return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')).schema === 1;
  } catch {
    return false;
  }
}

const unwritable = (folder: string, cause: unknown) =>
  new HarnessError(
    'OUTPUT_UNWRITABLE',
    `Failed to write the report to ${folder}: ${reason(cause)}. ` +
      'Another folder (--output) or more space would help.',
    { cause, blame: 'machine' },
  );
