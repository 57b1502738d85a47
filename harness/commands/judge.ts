import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HarnessError } from '#core/errors.ts';
import { read } from '#evidence/reader.ts';
import type { Flown, Night } from '#report/flown.ts';
import { baseline } from '../baseline.ts';
import type { Description } from '../command.ts';
import { expectation } from '../flights.ts';
import { judge } from '../judge.ts';
import { openOutput } from '../output.ts';
import { checks, clients } from '../registry.ts';
import { exitCode, publish } from '../told.ts';
import { yardstick } from '../yardstick.ts';

const EXAMPLES = `
Examples:
  npm run judge                                      the logs of reports/latest, again
  npm run judge runs/nxdomain.naive.virtual.1.ndjson -- --output /tmp/again`;

/** So few logs say nothing of how a client did over the catalogue. */
const FEW = 40;

/** `npm run judge`: today's checks on yesterday's logs, without flying anything. */
export const judgeCommand: Description = (command, done) => {
  command
    .description('Judge logs again, and write a report of them.')
    .argument('[log...]', 'log files, or folders of them', ['reports/latest/runs'])
    .option('--output <folder>', 'where the report goes', 'reports/judged')
    .addHelpText('after', EXAMPLES)
    .action(async (paths: readonly string[], options: { readonly output: string }) => {
      const flown = await judged(paths);
      const output = await openOutput(options.output, 'keep');
      const night: Night = {
        command: `npm run judge ${paths.join(' ')}`,
        flown,
        notFlown: [],
        ...(flown.length > FEW && { yardstick: await yardstick() }),
      };
      await publish(output, night);
      done(exitCode(night));
    });
};

async function judged(paths: readonly string[]): Promise<readonly Flown[]> {
  const files = (await Promise.all(paths.map(logs))).flat();
  if (files.length === 0) {
    throw new HarnessError(
      'NOTHING_TO_JUDGE',
      `Failed to judge: there is no log in ${paths.join(', ')}. ` +
        '`npm run scenario nxdomain` would make some.',
    );
  }
  const [all, known, agreed] = await Promise.all([checks(), clients(), baseline()]);
  return Promise.all(
    files.map(async (file) => {
      const entries = read(await readFile(file, 'utf8'), file);
      const [order] = entries;
      if (order?.kind !== 'run.began') {
        throw new HarnessError(
          'LOG_FORMAT',
          `Failed to judge ${file}: it does not begin with the order of its run. ` +
            'A log as groundstop wrote it would help.',
        );
      }
      const control = known.get(order.client.name)?.control ?? false;
      const expected = expectation(agreed, 'graceful', order, control);
      const run = { order, entries, judgement: judge(entries, all), control };
      return expected ? { ...run, expected } : run;
    }),
  );
}

/** The log files that a path names. */
async function logs(path: string): Promise<readonly string[]> {
  const file = await stat(path).catch((cause: unknown) => {
    throw new HarnessError(
      'LOG_MISSING',
      `Failed to judge ${path}: there is no such file. Another path would help.`,
      { cause },
    );
  });
  if (!file.isDirectory()) return [path];
  const names = (await readdir(path)).filter((name) => name.endsWith('.ndjson')).sort();
  return names.map((name) => join(path, name));
}
