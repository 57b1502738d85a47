import { HarnessError } from '#core/errors.ts';
import { cacheRoot, clientsFolder } from './cache.ts';
import { label, type Order } from './order.ts';

/** There is no such version, or what was asked for is none. */
export const unknownVersion = (order: Order, cause?: unknown) =>
  new HarnessError(
    'CLIENT_UNKNOWN_VERSION',
    `Failed to install ${label(order)}: the registry has no such version. ` +
      `\`npm view ${order.packageName} versions\` lists them.`,
    { cause },
  );

/** A folder does not hold what it should. */
export const damaged = (order: Order, folder: string, what: string, cause?: unknown) =>
  new HarnessError(
    'CLIENT_DAMAGED',
    `Failed to use ${label(order)}: ${what}. Deleting ${folder} would help: ` +
      'it is then installed anew.',
    { cause, blame: 'machine' },
  );

/** The cache is full, or read-only. */
export const cacheTrouble = (order: Order, what: string, cause?: unknown) =>
  new HarnessError(
    'CLIENT_CACHE_UNUSABLE',
    `Failed to install ${label(order)}: ${what}. Room and permission to write in ${cacheRoot()}, ` +
      'or another folder in GROUNDSTOP_CACHE, would help.',
    { cause, blame: 'machine' },
  );

/** npm did not start. */
export const npmMissing = (order: Order, what: string, cause: unknown) =>
  new HarnessError(
    'CLIENT_NOT_INSTALLED',
    `Failed to install ${label(order)}: ${what}. npm on the PATH would help.`,
    { cause, blame: 'machine' },
  );

/** What npm's own words mean for the user. Its codes are stable, its sentences are not. */
export function npmTrouble(order: Order, output: string): HarnessError {
  const code = /\b(?:npm (?:error|ERR!) code |"code": ?")([A-Z0-9_]+)/.exec(output)?.[1] ?? '';
  if (/^(E404|ETARGET|ENOVERSIONS|EINVALIDTAGNAME)$/.test(code))
    return unknownVersion(order, output);
  if (/^(ENOSPC|EROFS|EACCES|EPERM|EDQUOT)$/.test(code)) {
    return cacheTrouble(order, `npm says ${code}`, output);
  }
  const line = /npm (?:error|ERR!) (?!code |errno |syscall )(\S.*)/.exec(output)?.[1];
  const unreachable = /^(ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ERR_SOCKET|ENETUNREACH|EHOST)/.test(
    code,
  );
  const what = unreachable
    ? `the npm registry cannot be reached (${code})`
    : `npm says ${[code, line].filter(Boolean).join(': ') || 'nothing'}`;
  return new HarnessError(
    'CLIENT_NOT_INSTALLED',
    `Failed to install ${label(order)}: ${what}. A network, or a version that is in ` +
      `${clientsFolder()} already, would help.`,
    { cause: output, blame: 'machine' },
  );
}
