import { type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import {
  chmod,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readlink,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import envPaths from 'env-paths';
import { HarnessError, reason } from '#core/errors.ts';

/** How far an installation is. `bytes` is what has been unpacked so far. */
export interface Progress {
  readonly phase: 'resolving' | 'downloading' | 'checking' | 'installed';
  /** A sentence for whoever waits. */
  readonly text: string;
  readonly bytes?: number;
}

export interface InstallOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

/** A program and the arguments that come before its own. */
export type Program = readonly [program: string, ...args: string[]];

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
  const wanted = { packageName, version };
  if (!NAME.test(packageName) || !SPEC.test(version)) throw unknownVersion(wanted);
  const exact = EXACT.test(version) ? version : await newest(wanted, options);
  const order: Order = { packageName, version: exact };
  const folder = join(cacheRoot(), 'clients', ...packageName.split('/'), exact);
  if (existsSync(folder)) {
    verify(order, folder);
    return folder;
  }
  return place(order, folder, options);
}

/** Where everything is kept that can be fetched again. `GROUNDSTOP_CACHE` moves it. */
export const cacheRoot = (): string =>
  process.env.GROUNDSTOP_CACHE
    ? resolve(process.env.GROUNDSTOP_CACHE)
    : envPaths('groundstop', { suffix: '' }).cache;

/**
 * How to start what was installed: the package's own script under this node, or the native program
 * of its platform package, of which npm installs the one that fits. Beside a native program the
 * package's own `bin` is a stub, which only an install script would replace, and none is run.
 * Claude Code 2.1.109 is laid out in the first way, 2.1.197 and 2.1.329 in the second.
 *
 * @throws HarnessError `CLIENT_DAMAGED` where there is neither.
 */
export function programOf(folder: string, packageName: string): Program {
  const order = { packageName, version: basename(folder) };
  const modules = join(folder, 'node_modules');
  const { bin, optionalDependencies } = manifest(order, folder, packageName);
  const [name, script] =
    (typeof bin === 'string' ? [basename(packageName), bin] : first(bin)) ?? [];
  if (name === undefined || script === undefined) throw damaged(order, folder, 'it has no program');
  const native = Object.keys(optionalDependencies ?? {})
    .filter((dependency) => dependency.startsWith(`${packageName}-`))
    .flatMap((dependency) => [
      join(modules, dependency, name),
      join(modules, dependency, 'bin', name),
    ])
    .find(isFile);
  if (native) return [native];
  const path = join(modules, packageName, script);
  if (!/\.[cm]?js$/.test(script) || !isFile(path)) {
    throw damaged(order, folder, 'there is no program for this platform in it');
  }
  return [process.execPath, path];
}

interface Order {
  readonly packageName: string;
  readonly version: string;
}

const NAME = /^(@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/;
/** A version, a range or a tag; never a path, an address or an option. */
const SPEC = /^[a-z0-9^~<>=*][a-z0-9^~<>=*.+| -]*$/i;
const EXACT = /^\d+\.\d+\.\d+(-[a-z0-9.-]+)?$/i;

/** The newest version that fits a range or a tag, by the registry's word. */
async function newest(order: Order, options: InstallOptions): Promise<string> {
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
  const versions = [answer]
    .flat()
    .filter((v): v is string => typeof v === 'string' && EXACT.test(v));
  const last = versions.sort(byVersion).at(-1);
  if (last === undefined) throw unknownVersion(order);
  return last;
}

/** Install beside the place, check, and move it there in one step. */
async function place(order: Order, folder: string, options: InstallOptions): Promise<string> {
  let beside: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    await sweep(dirname(folder));
    beside = await mkdtemp(join(dirname(folder), UNFINISHED));
    await download(order, beside, options);
    await check(order, beside, options);
    // A temporary folder is its maker's alone; a container may run as somebody else.
    await chmod(beside, 0o755);
    await rename(beside, folder).catch((error) => {
      // Somebody else was faster. What they placed is as good as ours.
      if (!existsSync(folder)) throw error;
    });
    options.onProgress?.({ phase: 'installed', text: `${label(order)} is in ${folder}` });
    return folder;
  } catch (error) {
    if (error instanceof HarnessError || options.signal?.aborted) throw error;
    throw cacheTrouble(order, reason(error), error);
  } finally {
    if (beside) await rm(beside, { recursive: true, force: true }).catch(() => {});
  }
}

const UNFINISHED = '.unfinished-';
const HOUR = 3_600_000;

/** Remove what an installation left that was killed. No living one takes an hour. */
async function sweep(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(parent, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Number.POSITIVE_INFINITY }));
    if (Date.now() - mtimeMs > HOUR) await rm(path, { recursive: true, force: true });
  }
}

async function download(order: Order, into: string, options: InstallOptions): Promise<void> {
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

/** What came is what was asked for: by its own word where it can be asked safely. */
async function check(order: Order, folder: string, options: InstallOptions): Promise<void> {
  verify(order, folder);
  const text = `Asking ${label(order)} for its version, sealed off`;
  options.onProgress?.({ phase: 'checking', text });
  const said = await sealedVersion(folder, programOf(folder, order.packageName), options);
  if (said === undefined) {
    options.onProgress?.({
      phase: 'checking',
      text:
        `${label(order)} was not started to check it, because bubblewrap does not work here. ` +
        "Its version is its package's word",
    });
    return;
  }
  if (!said.split(/[\s()]+/).includes(order.version)) {
    const line = said.trim().split('\n', 1)[0] || 'nothing';
    throw damaged(order, folder, `asked for its version, it says "${line.slice(0, 80)}"`);
  }
}

function verify(order: Order, folder: string): void {
  const { version } = manifest(order, folder, order.packageName);
  if (version !== order.version) throw damaged(order, folder, `it holds ${String(version)}`);
  programOf(folder, order.packageName);
}

/**
 * What a program prints for `--version`, run without network, home or environment; undefined
 * where no such place can be made. A client is foreign code: it never runs in the open.
 */
async function sealedVersion(
  folder: string,
  program: Program,
  { signal }: InstallOptions,
): Promise<string | undefined> {
  const runtime = dirname(process.execPath);
  const seal = [
    ...['--unshare-all', '--die-with-parent', '--new-session', '--clearenv'],
    ...(await systemFolders()),
    ...['--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', '--dir', '/tmp/home'],
    ...['--ro-bind', runtime, runtime, '--ro-bind', folder, folder],
    ...['--setenv', 'HOME', '/tmp/home', '--setenv', 'PATH', `${runtime}:/usr/bin:/bin`],
    ...['--setenv', 'DISABLE_AUTOUPDATER', '1', '--chdir', '/tmp/home', '--'],
  ];
  const limit = AbortSignal.timeout(60_000);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    const args = [...seal, ...program, '--version'];
    const { stdout, stderr, code } = await run('bwrap', args, { signal: either });
    return code !== 0 && stderr.startsWith('bwrap: ') ? undefined : stdout + stderr;
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return 'nothing for a minute';
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** `/usr` and its companions, as links where they are links (merged `/usr`) and bound where not. */
async function systemFolders(): Promise<readonly string[]> {
  const found = ['--ro-bind', '/usr', '/usr'];
  for (const path of ['/bin', '/lib', '/lib64']) {
    const seen = await lstat(path).catch(() => undefined);
    if (seen?.isSymbolicLink()) found.push('--symlink', await readlink(path), path);
    else if (seen) found.push('--ro-bind', path, path);
  }
  return found;
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
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
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new HarnessError(
      'CLIENT_NOT_INSTALLED',
      `Failed to install ${label(order)}: ${missing ? 'npm was not found' : reason(error)}. ` +
        'npm on the PATH would help.',
      { cause: error, blame: 'machine' },
    );
  }
}

/** The user's proxies, registry and certificates, but no login of an agent: npm needs none. */
function environment(): NodeJS.ProcessEnv {
  const foreign = /^(anthropic|claude|openai|codex|gemini|npm_(package|lifecycle)|npm_command)/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Resolves when the program has ended, whatever its exit code; rejects where it did not start. */
function run(program: string, args: readonly string[], options: SpawnOptions): Promise<Ended> {
  return new Promise((settle, fail) => {
    const child = spawn(program, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
      // Asked politely, npm was seen to go on for 12 s. There is nothing that it could spoil.
      killSignal: 'SIGKILL',
    });
    const text = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream]?.setEncoding('utf8').on('data', (piece: string) => {
        text[stream] += piece;
      });
    }
    // One that was stopped is waited for, so that it writes no more when its files are removed.
    let trouble: Error | undefined;
    child.once('error', (error) => {
      trouble = error;
      if (child.pid === undefined) fail(error);
    });
    child.once('close', (code) => (trouble ? fail(trouble) : settle({ code, ...text })));
  });
}

interface Manifest {
  readonly version?: unknown;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifest(order: Order, folder: string, packageName: string): Manifest {
  const path = join(folder, 'node_modules', packageName, 'package.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  } catch (error) {
    throw damaged(order, folder, reason(error), error);
  }
}

const first = (bin: Manifest['bin']) =>
  typeof bin === 'object' && bin !== null ? Object.entries(bin)[0] : undefined;

const isFile = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isFile() === true;

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

/** By number, part by part; a pre-release comes before its release (semver, section 11). */
function byVersion(a: string, b: string): number {
  const parts = (version: string) => version.split('-', 1)[0]!.split('.').map(Number);
  const [left, right] = [parts(a), parts(b)];
  const differing = left.findIndex((number, index) => number !== right[index]);
  if (differing >= 0) return left[differing]! - right[differing]!;
  if (a.includes('-') !== b.includes('-')) return a.includes('-') ? -1 : 1;
  return a.localeCompare(b, 'en', { numeric: true });
}

/** `claude-code@2.1.329`: how a user writes it. */
const label = ({ packageName, version }: Order) => `${basename(packageName)}@${version}`;

const unknownVersion = (order: Order, cause?: unknown) =>
  new HarnessError(
    'CLIENT_UNKNOWN_VERSION',
    `Failed to install ${label(order)}: the registry has no such version. ` +
      `\`npm view ${order.packageName} versions\` lists them.`,
    { cause },
  );

const damaged = (order: Order, folder: string, what: string, cause?: unknown) =>
  new HarnessError(
    'CLIENT_DAMAGED',
    `Failed to use ${label(order)}: ${what}. Deleting ${folder} would help: ` +
      'it is then installed anew.',
    { cause, blame: 'machine' },
  );

const cacheTrouble = (order: Order, what: string, cause?: unknown) =>
  new HarnessError(
    'CLIENT_CACHE_UNUSABLE',
    `Failed to install ${label(order)}: ${what}. Room and permission to write in ${cacheRoot()}, ` +
      'or another folder in GROUNDSTOP_CACHE, would help.',
    { cause, blame: 'machine' },
  );

/** What npm's own words mean for the user. Its codes are stable, its sentences are not. */
function npmTrouble(order: Order, output: string): HarnessError {
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
      `${join(cacheRoot(), 'clients')} already, would help.`,
    { cause: output, blame: 'machine' },
  );
}
