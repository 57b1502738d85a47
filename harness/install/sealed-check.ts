import { dirname } from 'node:path';
import { sealedOff } from '#harness/sealed/bubblewrap.ts';
import { type InstallOptions, label, type Order } from './order.ts';
import { isMissing, run } from './process.ts';
import { type Program, programOf } from './program.ts';
import { damaged } from './trouble.ts';

/**
 * Ask what came for its version, where it can be asked safely; where it cannot, say so.
 *
 * @throws HarnessError `CLIENT_DAMAGED` where it says another one.
 */
export async function checkVersion(
  order: Order,
  folder: string,
  options: InstallOptions,
): Promise<void> {
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

/**
 * What a program prints for `--version`, run without network, home or environment; undefined
 * where no such place can be made. A client is foreign code: it never runs in the open.
 */
async function sealedVersion(
  folder: string,
  program: Program,
  { signal }: InstallOptions,
): Promise<string | undefined> {
  const args = [...(await seal(folder)), ...program, '--version'];
  const limit = AbortSignal.timeout(60_000);
  const either = signal ? AbortSignal.any([signal, limit]) : limit;
  try {
    const { stdout, stderr, code } = await run('bwrap', args, { signal: either });
    return code !== 0 && stderr.startsWith('bwrap: ') ? undefined : stdout + stderr;
  } catch (error) {
    signal?.throwIfAborted();
    if (limit.aborted) return 'nothing for a minute';
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** The arguments with which bubblewrap shows a program this folder, the system and node. */
async function seal(folder: string): Promise<readonly string[]> {
  const runtime = dirname(process.execPath);
  return [
    ...(await sealedOff()),
    ...['--dir', '/tmp/home'],
    ...['--ro-bind', runtime, runtime, '--ro-bind', folder, folder],
    ...['--setenv', 'HOME', '/tmp/home', '--setenv', 'PATH', `${runtime}:/usr/bin:/bin`],
    ...['--setenv', 'DISABLE_AUTOUPDATER', '1', '--chdir', '/tmp/home', '--'],
  ];
}
