import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import * as v from 'valibot';
import type { Entry, RunOrder } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';
import { read } from '#evidence/reader.ts';
import type { Flown, Night } from '#report/flown.ts';
import { baseline } from '../baseline.ts';
import { underCeiling } from '../ceilings.ts';
import type { Description } from '../command.ts';
import { EXIT } from '../exit.ts';
import { expectation } from '../flights.ts';
import { judge } from '../judge.ts';
import { openOutput } from '../output.ts';
import { checks, clients } from '../registry.ts';
import { commandLine, exitCode, publish } from '../told.ts';
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
      const { flown, leftOut } = await judged(paths, options.output);
      const output = await openOutput(options.output, 'keep');
      const night: Night = {
        command: commandLine(),
        flown,
        notFlown: [],
        ...(flown.length > FEW && { yardstick: await yardstick() }),
      };
      await publish(output, night);
      for (const { message } of leftOut) process.stderr.write(`Left out. ${message}\n`);
      const code = exitCode(night);
      done(code === EXIT.asExpected && leftOut.length > 0 ? EXIT.unknown : code);
    });
};

/** What can be read is judged; what cannot is told of, unless there is nothing else. */
async function judged(
  paths: readonly string[],
  folder: string,
): Promise<{ readonly flown: readonly Flown[]; readonly leftOut: readonly HarnessError[] }> {
  const files = new Set((await Promise.all(paths.map(logs))).flat().map((file) => resolve(file)));
  if (files.size === 0) {
    throw new HarnessError(
      'NOTHING_TO_JUDGE',
      `Failed to judge: there is no log in ${paths.join(', ')}. ` +
        '`npm run scenario nxdomain` would make some.',
    );
  }
  const [all, known, agreed] = await Promise.all([checks(), clients(), baseline()]);
  const flown: Flown[] = [];
  const leftOut: HarnessError[] = [];
  for (const file of files) {
    try {
      const entries = read(await readFile(file, 'utf8'), file);
      const order = orderOf(entries, file);
      const control = known.get(order.client.name)?.control ?? false;
      const expected = expectation(agreed, 'graceful', order, control);
      const judgement = underCeiling(judge(entries, all), order, agreed);
      const log = relative(resolve(folder), file);
      flown.push({ order, entries, judgement, control, log, ...(expected && { expected }) });
    } catch (thrown) {
      if (!(thrown instanceof HarnessError)) throw thrown;
      leftOut.push(thrown);
    }
  }
  if (flown.length === 0) throw leftOut[0]!;
  const twice = flown.find(({ order: { id } }, index) =>
    flown.slice(0, index).some((one) => one.order.id === id),
  );
  if (!twice) return { flown, leftOut };
  throw new HarnessError(
    'LOG_TWICE',
    `Failed to judge: there are two logs of ${twice.order.id}, one of them ${twice.log}. ` +
      'Judging them apart would help.',
  );
}

/** As much of an order as has to be there for anything to be said of its run. */
const ORDER = v.looseObject({
  kind: v.literal('run.began'),
  id: v.string(),
  seed: v.number(),
  cell: v.string(),
  client: v.looseObject({ name: v.string() }),
  time: v.looseObject({ kind: v.string() }),
  profile: v.looseObject({ hosts: v.record(v.string(), v.string()) }),
  scenario: v.looseObject({
    id: v.string(),
    family: v.string(),
    given: v.looseObject({}),
    work: v.looseObject({ count: v.number() }),
    faults: v.array(v.looseObject({ fault: v.looseObject({ name: v.string() }) })),
    exercises: v.array(v.string()),
  }),
});

function orderOf([order]: readonly Entry[], file: string): RunOrder {
  if (order?.kind === 'run.began' && v.is(ORDER, order)) return order;
  throw new HarnessError(
    'LOG_FORMAT',
    `Failed to judge ${file}: it does not begin with the order of its run. ` +
      'A log as groundstop wrote it would help.',
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
  const names = await readdir(path);
  // The folder of a report has its logs one below.
  if (names.includes('report.json') && names.includes('runs')) return logs(join(path, 'runs'));
  const own = names.filter((name) => name.endsWith('.ndjson')).sort();
  return own.map((name) => join(path, name));
}
