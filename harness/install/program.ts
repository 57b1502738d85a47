import { readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { reason } from '#core/errors.ts';
import type { Order } from './order.ts';
import { damaged } from './trouble.ts';

/** A program and the arguments that come before its own. */
export type Program = readonly [program: string, ...args: string[]];

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
  const { bin, optionalDependencies } = manifest(order, folder);
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

/** @throws HarnessError `CLIENT_DAMAGED` where the folder holds another version, or no program. */
export function verify(order: Order, folder: string): void {
  const { version } = manifest(order, folder);
  if (version !== order.version) throw damaged(order, folder, `it holds ${String(version)}`);
  programOf(folder, order.packageName);
}

interface Manifest {
  readonly version?: unknown;
  readonly bin?: string | Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

function manifest(order: Order, folder: string): Manifest {
  const path = join(folder, 'node_modules', order.packageName, 'package.json');
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
