import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Entry } from '#core/entry.ts';
import { HarnessError, reason } from '#core/errors.ts';
import { ndjson } from './recorder.ts';

/** Write a log that was collected in memory. @throws HarnessError LOG_UNWRITABLE */
export async function writeLog(path: string, entries: readonly Entry[]): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, ndjson(entries));
  } catch (cause) {
    throw unwritable(path, cause);
  }
}

/** That a log cannot be written, and what would help. */
export const unwritable = (path: string, cause: unknown): HarnessError =>
  new HarnessError(
    'LOG_UNWRITABLE',
    `Failed to write the log ${path}: ${reason(cause)}. ` +
      'Another folder (--output) or more space would help.',
    { cause, blame: 'machine' },
  );
