import type { Command } from 'commander';

/** Adds a command's arguments, options, help and action; `done` takes its exit code. */
export type Description = (command: Command, done: (code: number) => void) => void;
