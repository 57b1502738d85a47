import { type Command, InvalidArgumentError } from 'commander';

/** Adds a command's arguments, options, help and action; `done` takes its exit code. */
export type Description = (command: Command, done: (code: number) => void) => void;

/** The seed that an option names. */
export function seed(text: string): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('A whole number from 0 on would help.');
  return value;
}

/** How often something is to be done. */
export function times(text: string): number {
  const count = text.trim() === '' ? Number.NaN : Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new InvalidArgumentError('A whole number from 1 on would help.');
  return count;
}
