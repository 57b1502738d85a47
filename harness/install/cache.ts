import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import type { Order } from './order.ts';

/** Where everything is kept that can be fetched again. `GROUNDSTOP_CACHE` moves it. */
export const cacheRoot = (): string =>
  process.env.GROUNDSTOP_CACHE
    ? resolve(process.env.GROUNDSTOP_CACHE)
    : envPaths('groundstop', { suffix: '' }).cache;

/** Where all clients are kept. */
export const clientsFolder = (): string => join(cacheRoot(), 'clients');

/** Where one exact version is kept, whether it is there or not. */
export const folderOf = ({ packageName, version }: Order): string =>
  join(clientsFolder(), ...packageName.split('/'), version);

const UNFINISHED = '.unfinished-';
const HOUR = 3_600_000;

/**
 * Fill a folder beside its place, and move it there in one step: it appears whole or not at all,
 * whoever is interrupted and however many fill it at once.
 */
export async function place(
  folder: string,
  fill: (beside: string) => Promise<void>,
): Promise<void> {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  await sweep(parent);
  const beside = await mkdtemp(join(parent, UNFINISHED));
  try {
    await fill(beside);
    // A temporary folder is its maker's alone; a container may run as somebody else.
    await chmod(beside, 0o755);
    await rename(beside, folder).catch((error) => {
      // Somebody else was faster. What they placed is as good as ours.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true }).catch(() => {});
  }
}

/** Remove what an installation left that was killed. No living one takes an hour. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > HOUR) await rm(path, { recursive: true, force: true });
  }
}
