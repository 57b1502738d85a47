import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HarnessError } from '#core/errors.ts';
import { isAlive } from './sealed/process.ts';

/**
 * Keep a folder for this process until it ends: two that write their logs to one folder would
 * remove each other's. What was left by a process that is no more does not count.
 *
 * @throws HarnessError OUTPUT_BUSY
 */
export function claim(folder: string): void {
  const path = join(folder, '.flying');
  const owner = ownerOf(path);
  if (owner !== undefined && owner !== process.pid && isAlive(owner)) {
    throw new HarnessError(
      'OUTPUT_BUSY',
      `Failed to write the report to ${folder}: process ${owner} is writing one there. ` +
        'Another folder (--output), or waiting for it, would help.',
      { blame: 'machine' },
    );
  }
  writeFileSync(path, String(process.pid));
  process.once('exit', () => {
    if (ownerOf(path) === process.pid) rmSync(path, { force: true });
  });
}

function ownerOf(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
