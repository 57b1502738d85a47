import { InvalidArgumentError } from 'commander';
import { HarnessError } from '#core/errors.ts';
import { QUALITY, type Quality } from '#core/verdict.ts';
import type { Night } from '#report/flown.ts';
import { baseline } from '../baseline.ts';
import { type Description, seed, times } from '../command.ts';
import { EXIT } from '../exit.ts';
import { flyAll } from '../flights.ts';
import { askedFor, placeFor } from '../orders.ts';
import { openOutput } from '../output.ts';
import { progress } from '../progress.ts';
import { checks } from '../registry.ts';
import { everyScenario, select } from '../scenarios.ts';
import { commandLine, exitCode, interrupted, publish } from '../told.ts';
import { yardstick } from '../yardstick.ts';

interface Options {
  readonly all?: true;
  readonly list?: true;
  readonly client?: readonly string[];
  readonly cell?: string;
  readonly seed: number;
  readonly repeats: number;
  readonly output: string;
  readonly failBelow: Quality;
}

const EXAMPLES = `
Examples:
  npm run scenario nxdomain                                     reference clients, virtual time
  npm run scenario 'refresh-*' -- --seed 7                      a glob, another seed
  npm run scenario nxdomain -- --client claude-code@2.1.329     the real thing, sealed
  npm run scenario nxdomain -- --client claude-code@2.1.329 --repeats 14   how often it does so
  npm run scenario -- --all --client hardened --cell sandbox    over real sockets
  npm run scenario -- --list`;

/** `npm run scenario`: fly scenarios and report. */
export const scenario: Description = (command, done) => {
  const gather = (value: string, before: readonly string[] = []) => [...before, value];
  command
    .description('Fly scenarios, judge what the clients did, and write a report.')
    .argument('[scenario...]', 'ids, globs, or paths of scenario files')
    .option('--all', 'fly the whole catalogue')
    .option('--list', 'show scenarios, clients and cells, and fly nothing')
    .option('--client <name[@version]>', 'a client to fly (repeatable)', gather)
    .option('--cell <name>', 'where to fly: virtual, sandbox or container')
    .option('--seed <number>', 'the seed of everything that is left to chance', seed, 1)
    .option('--repeats <number>', 'how often to fly each, with one seed after the other', times, 1)
    .option('--output <folder>', 'where the report goes', 'reports/latest')
    .option(
      '--fail-below <verdict>',
      'the least that a client under test must reach',
      floor,
      'graceful',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (patterns: readonly string[], options: Options) => {
      if (options.list) {
        const { list } = await import('../listing.ts');
        process.stdout.write(await list());
        return done(EXIT.asExpected);
      }
      done(await fly(patterns, options));
    });
};

async function fly(patterns: readonly string[], options: Options): Promise<number> {
  if (patterns.length === 0 && !options.all) {
    throw new HarnessError(
      'NOTHING_TO_FLY',
      'Failed to fly: no scenario was named. An id, --all or --list would help.',
    );
  }
  const scenarios = options.all ? await everyScenario() : await select(patterns);
  const clients = await askedFor(options.client ?? []);
  const agreed = await baseline();
  // What is misspelt is told before anything of an earlier report is removed.
  for (const asked of clients) await placeFor(asked, options.cell);
  const output = await openOutput(options.output);
  const interrupt = interrupted();
  const { trouble, ...night } = await flyAll({
    scenarios,
    clients,
    cell: options.cell,
    seed: options.seed,
    repeats: options.repeats,
    output,
    checks: await checks(),
    baseline: agreed,
    floor: options.failBelow,
    progress: progress(process.stderr, () => Date.now()),
    signal: interrupt,
  });
  const told: Night = {
    command: commandLine(),
    ...night,
    ...(options.all && { yardstick: await yardstick() }),
  };
  await publish(output, told, trouble);
  return interrupt.aborted ? EXIT.interrupted : exitCode(night);
}

function floor(text: string): Quality {
  const quality = QUALITY.find((known) => known === text);
  if (!quality) throw new InvalidArgumentError(`One of ${QUALITY.join(', ')} would help.`);
  return quality;
}
