import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { reason } from '#core/errors.ts';
import { type InstallOptions, label, type Order } from './order.ts';
import { type Ended, isMissing, run } from './process.ts';
import { npmMissing, npmTrouble, unknownVersion } from './trouble.ts';
import { byVersion, isExact } from './version.ts';

/** The newest version that fits a range or a tag, by the registry's word. */
export async function newest(order: Order, options: InstallOptions): Promise<string> {
  options.onProgress?.({ phase: 'resolving', text: `Asking npm for ${label(order)}` });
  const spec = `${order.packageName}@${order.version}`;
  const { code, stdout, stderr } = await npm(order, ['view', spec, 'version', '--json'], options);
  if (code !== 0) throw npmTrouble(order, stdout + stderr);
  let answer: unknown;
  try {
    answer = JSON.parse(stdout);
  } catch {
    // npm prints nothing at all, and exits with 0, where no version is in the range.
    throw unknownVersion(order);
  }
  const versions = [answer].flat().filter((v): v is string => typeof v === 'string' && isExact(v));
  const last = versions.sort(byVersion).at(-1);
  if (last === undefined) throw unknownVersion(order);
  return last;
}

/** Every release that the registry has, the oldest first. Pre-releases are none. */
export async function published(
  packageName: string,
  options: InstallOptions = {},
): Promise<readonly string[]> {
  const order: Order = { packageName, version: '*' };
  options.onProgress?.({ phase: 'resolving', text: `Asking npm which ${packageName} there are` });
  const args = ['view', packageName, 'versions', '--json'];
  const { code, stdout, stderr } = await npm(order, args, options);
  if (code !== 0) throw npmTrouble(order, stdout + stderr);
  const answer = [JSON.parse(stdout)].flat() as readonly unknown[];
  return answer
    .filter((each): each is string => typeof each === 'string' && /^[\d.]+$/.test(each))
    .filter(isExact)
    .sort(byVersion);
}

/** Have npm unpack an exact version into a folder. No script of the package is run. */
export async function download(order: Order, into: string, options: InstallOptions): Promise<void> {
  const text = `Downloading ${label(order)}`;
  options.onProgress?.({ phase: 'downloading', text, bytes: 0 });
  const look = setInterval(() => {
    options.onProgress?.({ phase: 'downloading', text, bytes: sizeOf(into) });
  }, 500);
  try {
    const { code, stdout, stderr } = await npm(
      order,
      [
        'install',
        ...['--prefix', into],
        '--ignore-scripts',
        ...['--no-save', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'],
        // A native client comes as an optional dependency, which the user may have switched off.
        '--include=optional',
        // Real clients fly in Linux places only, also from a Mac.
        ...['--os=linux', '--libc=glibc', `--cpu=${process.arch}`],
        `${order.packageName}@${order.version}`,
      ],
      options,
      into,
    );
    if (code !== 0) throw npmTrouble(order, stdout + stderr);
  } finally {
    clearInterval(look);
  }
}

async function npm(
  order: Order,
  args: readonly string[],
  { signal }: InstallOptions,
  cwd?: string,
): Promise<Ended> {
  try {
    // By default npm tries for more than a minute before it says that there is no network.
    const patience = ['--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000'];
    return await run('npm', [...args, ...patience], {
      env: environment(),
      ...(cwd === undefined ? {} : { cwd }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw npmMissing(order, isMissing(error) ? 'npm was not found' : reason(error), error);
  }
}

/** The user's proxies, registry and certificates, but no login of an agent: npm needs none. */
function environment(): NodeJS.ProcessEnv {
  const foreign = /^(anthropic|claude|openai|codex|gemini|npm_(package|lifecycle)|npm_command)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Bytes of all files under a folder that may change under our eyes. */
function sizeOf(folder: string): number {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false }))
      .reduce((sum, seen) => sum + (seen?.size ?? 0), 0);
  } catch {
    return 0;
  }
}
