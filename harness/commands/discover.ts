import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HarnessError } from '#core/errors.ts';
import { type Description, seed } from '../command.ts';
import {
  type Difference,
  type Discovered,
  differences,
  discover,
  strangers,
} from '../discovery.ts';
import { EXIT } from '../exit.ts';
import { type Flights, flyAll } from '../flights.ts';
import { section } from '../listing.ts';
import { askedFor, fullName } from '../orders.ts';
import { openOutput } from '../output.ts';
import { keep, nearest, type Recorded, recordedProfiles, write } from '../profiles.ts';
import { progress } from '../progress.ts';
import { ROOT } from '../registry.ts';
import { select } from '../scenarios.ts';
import { interrupted } from '../told.ts';

interface Options {
  readonly client?: readonly string[];
  readonly scenario: string;
  readonly cell?: string;
  readonly seed: number;
  readonly record?: true;
  readonly output?: string;
}

const EXAMPLES = `
Examples:
  npm run discover -- --client claude-code@2.1.329              whom it asks, against the record
  npm run discover -- --client claude-code@latest --record      keep it in fixtures/profiles
  npm run discover -- --client hardened --output hosts.json     or in a file of your own
  npm run discover                                              reference clients, virtual time

Here, 1 means that a client asks for something else than was recorded of it, or for a host whose
role its profile does not know; 3, that nothing could be learnt.`;

/** `npm run discover`: fly clients without faults, and say which hosts they ask for what. */
export const discoverCommand: Description = (command, done) => {
  const gather = (value: string, before: readonly string[] = []) => [...before, value];
  command
    .description('Fly clients without faults, and compare whom they ask with what was recorded.')
    .option('--client <name[@version]>', 'a client to fly (repeatable)', gather)
    .option('--scenario <id>', 'what to fly: one in which nothing is wrong', 'calm')
    .option('--cell <name>', 'where to fly: virtual, sandbox or container')
    .option('--seed <number>', 'the seed of everything that is left to chance', seed, 1)
    .option('--record', 'keep what was seen in fixtures/profiles, in place of what is there')
    .option('--output <file>', 'write what was seen of one client to a file')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options) => done(await look(options)));
};

async function look(options: Options): Promise<number> {
  const clients = await askedFor(options.client ?? []);
  if (options.output !== undefined && clients.length > 1) {
    throw new HarnessError(
      'TOO_MANY_CLIENTS',
      `Failed to write ${options.output}: ${clients.length} clients do not fit into one file. ` +
        'A single --client, or --record, would help.',
    );
  }
  const scenarios = await select([options.scenario]);
  if (options.output !== undefined && scenarios.length > 1) {
    throw new HarnessError(
      'TOO_MANY_SCENARIOS',
      `Failed to write ${options.output}: ${scenarios.length} flights do not fit into one file. ` +
        'A single scenario would help.',
    );
  }
  const faulty = scenarios.find(({ faults }) => faults.length > 0);
  if (faulty) {
    throw new HarnessError(
      'NOT_CALM',
      `Failed to discover by ${faulty.id}: it has faults, and what a client does then is no ` +
        'measure of whom it asks. calm would help.',
    );
  }
  const recorded = await recordedProfiles();
  const interrupt = interrupted();
  const flights = await flown(scenarios, clients, options, interrupt);
  if (interrupt.aborted) return EXIT.interrupted;
  if (flights.trouble) throw flights.trouble;
  const codes: number[] = [];
  for (const { client, cell, because } of flights.notFlown) {
    process.stderr.write(`Failed to discover ${client} in ${cell}: ${because}\n`);
    codes.push(EXIT.unknown);
  }
  for (const { order, entries, judgement } of flights.flown) {
    const seen = discover(entries);
    if (seen) {
      codes.push(await tell(seen, recorded, options));
      continue;
    }
    process.stderr.write(
      `Failed to discover ${fullName(order.client)}: its log does not tell whom it asks ` +
        `(${judgement.because ?? judgement.verdict}). ` +
        `npm run scenario ${order.scenario.id} would show why.\n`,
    );
    codes.push(EXIT.unknown);
  }
  return [EXIT.below, EXIT.unknown].find((code) => codes.includes(code)) ?? EXIT.asExpected;
}

/** Fly in a folder that nobody is to keep. */
async function flown(
  scenarios: Awaited<ReturnType<typeof select>>,
  clients: Awaited<ReturnType<typeof askedFor>>,
  { cell, seed }: Options,
  signal: AbortSignal,
): Promise<Flights> {
  const folder = await mkdtemp(join(tmpdir(), 'groundstop-discover-'));
  try {
    return await flyAll({
      ...{ scenarios, clients, cell, seed, signal },
      output: await openOutput(folder),
      checks: new Map(),
      baseline: [],
      floor: 'harmful',
      progress: progress(process.stderr, () => Date.now()),
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Say what was seen of one client, and what is different from its record. */
async function tell(
  seen: Discovered,
  recorded: readonly Recorded[],
  { record, output }: Options,
): Promise<number> {
  const { stdout } = process;
  const against = nearest(recorded, seen);
  const found = [...strangers(seen), ...(against ? differences(against.profile, seen) : [])];
  stdout.write(section(nameOf(seen), rows(seen)));
  const than = against ? shortened(against.path) : undefined;
  const findings = found.filter(({ finding }) => finding);
  const changes = found.filter(({ finding }) => !finding);
  if (findings.length > 0) {
    stdout.write(`Different from ${than ?? 'what its profile knows'}:\n${lines(findings)}`);
  } else if (than) {
    stdout.write(`As recorded in ${than}.\n`);
  }
  if (changes.length > 0) stdout.write(`Requests that came or went:\n${lines(changes)}`);
  if (!than) stdout.write('Nothing was recorded of it yet: --record would keep this.\n');
  if (record) stdout.write(`Recorded in ${shortened(await keep(seen))}.\n`);
  if (output !== undefined) stdout.write(`Written to ${await write(seen, output)}.\n`);
  stdout.write('\n');
  // What is being recorded is not held against the record that it takes the place of.
  const counted = record ? strangers(seen) : found;
  return counted.some(({ finding }) => finding) ? EXIT.below : EXIT.asExpected;
}

const nameOf = ({ client, version }: Discovered): string =>
  fullName({ name: client, ...(version !== undefined && { version }) });

const lines = (found: readonly Difference[]): string =>
  found.map(({ text }) => `  ${text}\n`).join('');

const shortened = (path: string): string =>
  path.startsWith(ROOT) ? path.slice(ROOT.length) : path;

/** One row a host: its role, what it is asked for, and what it is shown. */
const rows = ({ hosts }: Discovered) =>
  Object.entries(hosts).map(([host, { role, requests, grants, credentials }]) => [
    host,
    role === 'unknown' ? 'unknown role' : role,
    [...requests, ...grants.map((grant) => `grant ${grant}`)].join('\n') || 'its name only',
    credentials.join('\n') || 'no credential',
  ]);
