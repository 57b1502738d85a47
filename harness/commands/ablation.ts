import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidArgumentError } from 'commander';
import { HarnessError } from '#core/errors.ts';
import type { Ablated } from '#report/ablation.tsx';
import { FIGURES, HEADINGS, inOrder, told, worthShowing } from '#report/bought.ts';
import { ablate, type Row, SUBJECTS, type Subject } from '../ablation/ablate.ts';
import { MEASURES, type Measure } from '../ablation/measures.ts';
import { type Description, seed } from '../command.ts';
import { EXIT } from '../exit.ts';
import { section } from '../listing.ts';
import { openOutput } from '../output.ts';
import { counting } from '../progress.ts';
import { checks } from '../registry.ts';
import { didYouMean, everyScenario, select } from '../scenarios.ts';
import { commandLine, interrupted } from '../told.ts';

interface Options {
  readonly measure?: readonly string[];
  readonly client?: readonly Subject[];
  readonly seed: number;
  readonly output: string;
}

const EXAMPLES = `
Examples:
  npm run ablation                                        every measure, over the whole catalogue
  npm run ablation -- --measure jitter --client hardened  one of them, in one client
  npm run ablation 'refresh-*' nxdomain                   over some scenarios only`;

/** `npm run ablation`: what each measure buys, by switching it. */
export const ablationCommand: Description = (command, done) => {
  const gather = (value: string, before: readonly string[] = []) => [...before, value];
  const subject = (value: string, before: readonly Subject[] = []) => {
    const known = SUBJECTS.find((one) => one === value);
    if (!known) throw new InvalidArgumentError(`One of ${SUBJECTS.join(', ')} would help.`);
    return [...before, known];
  };
  command
    .description(
      'Fly the catalogue with each measure switched off in the hardened client and on in the ' +
        'naive one, and say what each of them buys.',
    )
    .argument('[scenario...]', 'ids, globs, or paths of scenario files: all where none is named')
    .option('--measure <name>', 'a measure, by its name (repeatable)', gather)
    .option('--client <name>', 'hardened or naive (repeatable)', subject)
    .option('--seed <number>', 'the seed of everything that is left to chance', seed, 1)
    .option('--output <folder>', 'where the page and its JSON go', 'reports/ablation')
    .addHelpText('after', EXAMPLES)
    .action(async (patterns: readonly string[], options: Options) =>
      done(await run(patterns, options)),
    );
};

async function run(patterns: readonly string[], options: Options): Promise<number> {
  const measures = chosen(options.measure);
  const scenarios = patterns.length > 0 ? await select(patterns) : await everyScenario();
  const subjects = [...new Set(options.client ?? SUBJECTS)];
  const output = await openOutput(options.output, 'keep');
  const signal = interrupted();
  const count = counting(process.stderr, () => Date.now());
  const rows = await ablate({
    ...{ scenarios, measures, subjects, signal, seed: options.seed },
    checks: await checks(),
    onFlight: (done, of, what) => count.at(done, of, what),
  }).finally(() => count.ended());
  const ablated: Ablated = {
    ...{ command: commandLine(), seed: options.seed, subjects, rows },
    scenarios: scenarios.length,
    left: measures.length - rows.length,
  };
  await publish(ablated, output.folder);
  return signal.aborted ? EXIT.interrupted : EXIT.asExpected;
}

/** @throws HarnessError MEASURE_UNKNOWN */
function chosen(names: readonly string[] | undefined): readonly Measure[] {
  if (!names) return MEASURES;
  return [...new Set(names)].map((asked) => {
    const measure = MEASURES.find(({ name }) => name === asked);
    if (measure) return measure;
    const known = MEASURES.map(({ name }) => name);
    throw new HarnessError(
      'MEASURE_UNKNOWN',
      `Failed to find measure ${JSON.stringify(asked)}: there is none. ` +
        didYouMean('measure', asked, known, `They are ${known.join(', ')}.`),
    );
  });
}

/** Tell it in the terminal, to programs, and on a page. */
async function publish(ablated: Ablated, folder: string): Promise<void> {
  const { ablationPage, IN } = await import('#report/ablation.tsx');
  process.stdout.write(
    'What a client has with each measure, less what it has without. Those proposed by others\n' +
      'come first, and bring what they take, a key or a token; where nothing stands, nothing\n' +
      'differed.\n\n',
  );
  for (const subject of ablated.subjects) {
    const { shown, idle } = worthShowing(ablated.rows, subject);
    process.stdout.write(section(IN[subject], lines(shown, subject)));
    const still = shown.filter(({ measure }) => !measure.switch).map(({ measure }) => measure.name);
    if (still.length > 0) process.stdout.write(`  Not switched here: ${still.join(', ')}.\n\n`);
    if (idle.length > 0) process.stdout.write(`  No difference: ${idle.join(', ')}.\n\n`);
  }
  if (ablated.left > 0) {
    process.stdout.write(`${ablated.left} measures were not come to: it was interrupted.\n`);
  }
  await writeFile(join(folder, 'ablation.json'), `${JSON.stringify(asData(ablated), null, 2)}\n`);
  await writeFile(join(folder, 'index.html'), ablationPage(ablated));
  process.stdout.write(`\nReport: ${folder}/index.html\n`);
}

function lines(rows: readonly Row[], subject: Subject): readonly (readonly string[])[] {
  return [
    ['', ...FIGURES.map((key) => HEADINGS[key])],
    ...rows.flatMap(({ measure, bought }) => {
      const of = bought[subject];
      const words = of && told(of);
      return words ? [[measure.name, ...FIGURES.map((key) => words[key])]] : [];
    }),
  ];
}

/** A measure without what only a program can do with it. */
const asData = ({ rows, ...rest }: Ablated): unknown => ({
  schema: 1,
  ...rest,
  rows: inOrder(rows).map(({ measure: { switch: _, ...measure }, bought }) => ({
    ...measure,
    bought,
  })),
});
