import { text } from 'node:stream/consumers';
import type { Description } from '../command.ts';
import { EXIT } from '../exit.ts';

/** `perform`: what a cell runs inside itself, with its order on standard input. Not for people. */
export const performCommand: Description = (command, done) => {
  command
    .description('Perform one order inside a cell (used by cells; reads it from standard input).')
    .action(async () => {
      const { performInside } = await import('../sealed/perform.ts');
      await performInside(JSON.parse(await text(process.stdin)));
      done(EXIT.asExpected);
    });
};
