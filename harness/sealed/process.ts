import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** How a program that we started came to its end. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
}

/** What is kept of a program's own complaints. */
const KEPT = 20_000;

/**
 * Run a program to its end, with its input, and end it (by its own id) if the signal aborts.
 * Nothing that it prints is shown; the tail of its stderr comes back.
 */
export function supervise(
  program: string,
  args: readonly string[],
  options: { readonly input: string; readonly signal?: AbortSignal; readonly limit?: number },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'] });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr = (stderr + chunk.toString()).slice(-KEPT);
    });
    const abort = () => child.kill('SIGKILL');
    const limit = options.limit === undefined ? undefined : setTimeout(abort, options.limit);
    if (options.signal?.aborted) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    const finish = () => {
      clearTimeout(limit);
      options.signal?.removeEventListener('abort', abort);
    };
    child.once('error', (error) => {
      finish();
      reject(error);
    });
    child.once('close', (code, signal) => {
      finish();
      resolve({ code, signal, stderr });
    });
    // A program that does not read its input ends with an error of its own.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input);
  });
}

/** The path of a program, or undefined where it is not installed. */
export async function find(program: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const path = join(folder, program);
    const found = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return path;
  }
  return undefined;
}

/** Whether a process is there, ours or not. No signal is sent. */
export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
