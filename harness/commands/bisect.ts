import type { ClientAdapter } from '#core/client.ts';
import { HarnessError } from '#core/errors.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { type Found, find } from '../bisect/find.ts';
import { stretch } from '../bisect/releases.ts';
import { atMost } from '../bisect/search.ts';
import { json, text } from '../bisect/told.ts';
import { type Description, seed, times } from '../command.ts';
import { EXIT } from '../exit.ts';
import { published } from '../install/npm.ts';
import { askedFor, placeFor, refusal } from '../orders.ts';
import { openOutput, writeReport } from '../output.ts';
import { type Progress, progress } from '../progress.ts';
import { checks } from '../registry.ts';
import { didYouMean, select } from '../scenarios.ts';
import { commandLine, interrupted } from '../told.ts';

interface Options {
  readonly client: string;
  readonly good: string;
  readonly bad: string;
  readonly check?: string;
  readonly repeats: number;
  readonly sweep?: true;
  readonly cell?: string;
  readonly seed: number;
  readonly output: string;
  readonly json?: true;
}

const EXAMPLES = `
Examples:
  npm run bisect token-rejected -- --client claude-code --bad 2.1.109 --good 2.1.197
  npm run bisect token-rejected -- --client claude-code --bad 2.1.109 --good 2.1.197 \\
    --check retry.attempts
  npm run bisect fleet-refresh-race -- --client claude-code --bad 2.1.80 --good 2.1.109 --repeats 3
  npm run bisect stream-silent -- --client claude-code --bad 2.1.98 --good 2.1.108 --sweep

Either may be the older one: what is found is the first release in which it was fixed, or in which
it was broken. What was flown is kept in --output, and the same command goes on from there.

Here, 0 means that two neighbours were found which differ; 3, that none were: an end is not as it
was said to be, or nobody can tell of a release that matters.`;

/** `npm run bisect`: find the first published release at which a check flips. */
export const bisectCommand: Description = (command, done) => {
  command
    .description('Find the first published release of a client at which a check flips.')
    .argument('<scenario>', 'the id, or the path, of one scenario')
    .requiredOption('--client <name>', 'the client whose releases are flown')
    .requiredOption('--good <version>', 'a release that keeps the promise')
    .requiredOption('--bad <version>', 'a release that breaks it')
    .option('--check <id>', 'the promise; without it, the gravest one in which the two differ')
    .option('--repeats <number>', 'flights in which a release has to keep the promise', times, 1)
    .option('--sweep', 'fly every release between the two, to see a history that goes to and fro')
    .option('--cell <name>', 'where to fly: sandbox or container')
    .option('--seed <number>', 'the seed of the first flight of each release', seed, 1)
    .option('--output <folder>', 'where the logs and the report go', 'reports/bisect')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', EXAMPLES)
    .action(async (scenario: string, options: Options) => done(await run(scenario, options)));
};

async function run(name: string, options: Options): Promise<number> {
  const { good, bad, check, cell, repeats, sweep = false } = options;
  const [scenario, all, adapter] = await Promise.all([
    oneScenario(name),
    checks(),
    clientWithReleases(options.client),
  ]);
  if (check !== undefined && !all.has(check)) {
    throw new HarnessError(
      'CHECK_UNKNOWN',
      `Failed to find check ${JSON.stringify(check)}: there is none. ` +
        didYouMean('check', check, [...all.keys()]),
    );
  }
  await refuse(scenario, adapter, cell);
  const signal = interrupted();
  const shown = progress(process.stderr, () => Date.now());
  const releases = await published(adapter.package, {
    signal,
    onProgress: ({ text }) => shown.note(text),
  });
  const range = stretch(releases, good, bad);
  const { length } = range.versions;
  const output = await openOutput(options.output, 'keep');
  const trials = {
    ...{ scenario, adapter, cell, seed: options.seed, checks: all, output, signal },
    progress: counting(shown, sweep ? length : atMost(length)),
  };
  const wanted = { repeats, sweep, ...(check !== undefined && { check }) };
  const found = await find(trials, range, wanted).catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown;
  });
  if (!found) {
    process.stderr.write('Interrupted. The same command goes on from there.\n');
    return EXIT.interrupted;
  }
  await writeReport(output, { command: commandLine(), flown: found.flown, notFlown: [] });
  const asked = { client: adapter.name, scenario: scenario.id, check: found.check, ...range };
  process.stdout.write(
    options.json
      ? json(found, asked)
      : `${text(found, asked)}\nReport: ${output.folder}/index.html\n`,
  );
  return signal.aborted ? EXIT.interrupted : codeOf(found);
}

async function oneScenario(name: string): Promise<ScenarioRecord> {
  const scenarios = await select([name]);
  const [first] = scenarios;
  if (first && scenarios.length === 1) return first;
  throw new HarnessError(
    'BISECT_SCENARIO',
    `Failed to bisect: ${name} names ${scenarios.length} scenarios. One would help.`,
  );
}

/** Before anything is fetched: whether this client can fly this scenario at all. */
async function refuse(
  scenario: ScenarioRecord,
  adapter: ClientAdapter,
  cell: string | undefined,
): Promise<void> {
  const asked = { adapter, version: 'latest' };
  const because = await refusal(scenario, asked, await placeFor(asked, cell));
  if (because === undefined) return;
  throw new HarnessError('BISECT_REFUSED', `Failed to bisect by ${scenario.id}: ${because}`);
}

/** Two neighbours, or not: a flip with releases in between of which nobody can tell is none. */
const codeOf = ({ flip }: Found): number =>
  flip && flip.between.length === 0 ? EXIT.asExpected : EXIT.unknown;

/** A client of which releases are published. */
async function clientWithReleases(
  name: string,
): Promise<ClientAdapter & { readonly package: string }> {
  const [asked] = await askedFor([name]);
  const { package: packageName, ...adapter } = asked!.adapter;
  if (name.includes('@') && packageName !== undefined) {
    throw new HarnessError(
      'CLIENT_VERSION',
      `Failed to bisect ${name}: its releases are what is searched. ` +
        `--client ${adapter.name}, with --good and --bad, would help.`,
    );
  }
  if (packageName === undefined) {
    throw new HarnessError(
      'CLIENT_VERSION',
      `Failed to bisect ${name}: it is a client of our own, of which no releases are published. ` +
        'A client with a version, claude-code say, would help.',
    );
  }
  return { ...adapter, package: packageName };
}

/** Progress that counts the flights of the whole search: each of them comes alone. */
function counting(shown: Progress, most: number): Progress {
  let flown = 0;
  return {
    ...shown,
    began(order) {
      flown += 1;
      shown.began(order, flown - 1, Math.max(most, flown));
    },
  };
}
