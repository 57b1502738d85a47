import pino from 'pino';
import type { Entry } from '#core/entry.ts';
import { unwritable } from './whole.ts';

/** A log file that is being written. */
export interface LogFile {
  write(entry: Entry): void;
  close(): void;
}

/**
 * Open a log file and write each entry through to it before going on, so that whatever ends this
 * process, every line that was recorded is there. Only pino's destination is used: an entry is
 * a line of its own making, the same here as in virtual time, and not a message with a level.
 *
 * @throws HarnessError LOG_UNWRITABLE, at once or at the write that failed
 */
export function logFile(path: string): LogFile {
  const failed = (cause: unknown) => unwritable(path, cause);
  let destination: ReturnType<typeof pino.destination>;
  try {
    destination = pino.destination({ dest: path, sync: true, mkdir: true, append: false });
  } catch (cause) {
    throw failed(cause);
  }
  let trouble: unknown;
  destination.on('error', (cause: unknown) => {
    trouble = cause;
  });
  return {
    write(entry) {
      try {
        destination.write(`${JSON.stringify(entry)}\n`);
      } catch (cause) {
        trouble ??= cause;
      }
      if (trouble) throw failed(trouble);
    },
    close() {
      destination.end();
    },
  };
}
