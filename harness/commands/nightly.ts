import { writeFile } from 'node:fs/promises';
import { HarnessError } from '#core/errors.ts';
import { isQuality } from '#core/verdict.ts';
import type { Night } from '#report/flown.ts';
import { label } from '#report/flown.ts';
import { BASELINE, type BaselineEntry, baseline, baselineText } from '../baseline.ts';
import { type Description, seed, times } from '../command.ts';
import { EXIT } from '../exit.ts';
import { flyAll } from '../flights.ts';
import { type Asked, askedFor } from '../orders.ts';
import { openOutput } from '../output.ts';
import { progress } from '../progress.ts';
import { checks } from '../registry.ts';
import { everyScenario } from '../scenarios.ts';
import { commandLine, exitCode, interrupted, publish } from '../told.ts';
import { yardstick } from '../yardstick.ts';

interface Options {
  readonly client: readonly string[];
  readonly output: string;
  readonly seed: number;
  readonly repeats: number;
  readonly updateBaseline?: true;
  readonly everything?: true;
}

/** The real client that every night flies: pinned, so that a difference is the client's doing. */
const PINNED = ['claude-code@2.1.329'];

const EXAMPLES = `
Examples:
  npm run nightly
  npm run nightly -- --client claude-code@latest     held against the floor, until it has a baseline
  npm run nightly -- --everything                    real clients over the whole catalogue: hours
  npm run nightly -- --update-baseline               agree to what was seen`;

/** `npm run nightly`: everything, held against what was agreed upon. */
export const nightly: Description = (command, done) => {
  const gather = (value: string, before: readonly string[]) =>
    before === PINNED ? [value] : [...before, value];
  command
    .description(
      'Fly every scenario, with a real client too, and compare. Real clients fly the scenarios ' +
        'for which reports/baseline.json knows a real one; where this machine cannot fly them, ' +
        'the night ends with 3.',
    )
    .option('--client <name@version>', 'a real client to fly (repeatable)', gather, PINNED)
    .option('--everything', 'fly real clients over the whole catalogue, for some hours')
    .option('--seed <number>', 'the seed of everything that is left to chance', seed, 1)
    .option('--repeats <number>', 'how often to fly each, with one seed after the other', times, 1)
    .option('--output <folder>', 'where the report goes', 'reports/latest')
    .option('--update-baseline', 'write what was seen to reports/baseline.json')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => done(await fly(options)));
};

async function fly(options: Options): Promise<number> {
  if (options.updateBaseline && process.env.CI) {
    throw new HarnessError(
      'BASELINE_IN_CI',
      'Failed to update the baseline: nobody looks at it in CI. Doing so by hand would help.',
    );
  }
  const real = await askedFor(options.client);
  const output = await openOutput(options.output);
  const interrupt = interrupted();
  const agreed = await baseline();
  const clients: readonly Asked[] = [...(await askedFor([])), ...real];
  const told = new Set(agreed.filter(({ client }) => client.includes('@')).map(scenarioOf));
  const { trouble, ...flights } = await flyAll({
    scenarios: await everyScenario(),
    clients,
    // Half a minute each: a night has room for those that somebody has agreed upon.
    flies: ({ id }, { adapter }) => adapter.control || options.everything || told.has(id),
    cell: undefined,
    seed: options.seed,
    repeats: options.repeats,
    output,
    checks: await checks(),
    baseline: agreed,
    floor: 'graceful',
    progress: progress(process.stderr, () => Date.now()),
    signal: interrupt,
  });
  const night: Night = {
    command: commandLine(),
    ...flights,
    yardstick: await yardstick(),
  };
  await publish(output, night, trouble);
  if (interrupt.aborted) return EXIT.interrupted;
  if (options.updateBaseline) {
    await writeFile(BASELINE, baselineText(merged(agreed, night)));
    return EXIT.asExpected;
  }
  return exitCode(night);
}

const scenarioOf = ({ scenario }: BaselineEntry): string => scenario;

/** What was agreed upon, with tonight's verdicts in place of the old ones. */
function merged(agreed: readonly BaselineEntry[], { flown }: Night): readonly BaselineEntry[] {
  // Nobody agrees to a run that says nothing: what was known before stays.
  const telling = flown.filter(({ judgement }) => isQuality(judgement.verdict));
  const seen = telling.map((run) => ({
    scenario: run.order.scenario.id,
    client: label(run),
    verdict: run.judgement.verdict,
  }));
  const again = (entry: BaselineEntry) =>
    seen.some(({ scenario, client }) => scenario === entry.scenario && client === entry.client);
  return [...agreed.filter((entry) => !again(entry)), ...seen];
}
