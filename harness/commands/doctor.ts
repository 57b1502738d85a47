import { everyCell } from '../cells.ts';
import type { Description } from '../command.ts';
import { EXIT } from '../exit.ts';
import { find } from '../sealed/process.ts';

/** `npm run doctor`: what this machine can fly, and what would let it fly more. */
export const doctor: Description = (command, done) => {
  command
    .description('Say what this machine can fly, and what to install for the rest.')
    .action(async () => {
      const lines: (readonly [ok: boolean, what: string])[] = [];
      for (const { name, about, refusal } of await everyCell()) {
        const because = await refusal();
        lines.push([because === undefined, `${name}: ${because ?? about}`]);
      }
      const warped = (await find('faketime')) !== undefined;
      lines.push([
        warped,
        warped
          ? 'faketime: an hour of scenario time takes a minute of yours'
          : 'faketime: missing, so programs fly in real time; ' +
            '`apt-get install faketime` would help.',
      ]);
      const npm = (await find('npm')) !== undefined;
      lines.push([
        npm,
        npm
          ? 'npm: real clients are installed on demand'
          : 'npm: missing; Node.js brings it along.',
      ]);
      for (const [ok, what] of lines) process.stdout.write(`${ok ? '✓' : '✗'} ${what}\n`);
      done(EXIT.asExpected);
    });
};
