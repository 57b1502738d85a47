import { existsSync } from 'node:fs';
import { HarnessError, reason } from '#core/errors.ts';
import { folderOf, place } from './cache.ts';
import { download, newest } from './npm.ts';
import { type InstallOptions, label, type Order } from './order.ts';
import { verify } from './program.ts';
import { checkVersion } from './sealed-check.ts';
import { cacheTrouble, unknownVersion } from './trouble.ts';
import { isExact, isWellFormed } from './version.ts';

/**
 * The folder that holds exactly this version of a client, installed if it is not there yet.
 *
 * Clients are many and large (64 MB for Claude Code 2.1.109, 375 MB for 2.1.329), so they are no
 * dependencies: each comes from the npm registry when it is first asked for, into a cache of our
 * own, and is never updated. No script of the package is run, and the program itself only where it
 * is sealed off. The folder appears whole or not at all, whoever is interrupted and however many
 * install at once.
 *
 * `version` is exact, a range or a tag. An exact version that is in the cache needs no network.
 *
 * @throws HarnessError `CLIENT_UNKNOWN_VERSION`, `CLIENT_NOT_INSTALLED` (no npm, no registry),
 * `CLIENT_CACHE_UNUSABLE` (full, read-only) or `CLIENT_DAMAGED`; the signal's reason if it aborts.
 */
export async function installed(
  packageName: string,
  version: string,
  options: InstallOptions = {},
): Promise<string> {
  const wanted: Order = { packageName, version };
  if (!isWellFormed(wanted)) throw unknownVersion(wanted);
  const exact = isExact(version) ? version : await newest(wanted, options);
  const order: Order = { packageName, version: exact };
  const folder = folderOf(order);
  if (existsSync(folder)) verify(order, folder);
  else await install(order, folder, options);
  return folder;
}

async function install(order: Order, folder: string, options: InstallOptions): Promise<void> {
  try {
    await place(folder, async (beside) => {
      await download(order, beside, options);
      verify(order, beside);
      await checkVersion(order, beside, options);
    });
    options.onProgress?.({ phase: 'installed', text: `${label(order)} is in ${folder}` });
  } catch (error) {
    if (error instanceof HarnessError || options.signal?.aborted) throw error;
    throw cacheTrouble(order, reason(error), error);
  }
}
