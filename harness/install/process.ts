import { type SpawnOptions, spawn } from 'node:child_process';

/** What a program left when it ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Resolves when the program has ended, whatever its exit code; rejects where it did not start. */
export function run(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): Promise<Ended> {
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

/** Whether there was no such program to start. */
export const isMissing = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException).code === 'ENOENT';
