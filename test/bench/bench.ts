import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import {
  type Contender,
  DISCIPLINES,
  type Discipline,
  type Started,
  start,
  versionOf,
} from './contenders.ts';
import { type Judging, judging } from './judging.ts';
import type { Measured } from './load/measured.ts';
import { type Comparison, compared, median, type Row, share } from './result.ts';

// How fast our services are, beside what else there is: each server in a process of its own, asked
// in turn, A B C A B C, after a warm-up, with the same load. Ends with 1 where ours is slower than
// the fastest peer beyond the noise that was measured, or where a server has failed to answer. And
// how long it takes to judge, which has no peer.

const USAGE =
  'Usage: npm run bench -- [--quick] [--json <file>] [--only tokens|streams|names|judging]\n';

/** More failures than this, and a rate is of something else than of answers. */
const TOLERATED = 0.001;

/** Seconds of a processor in which ten thousand logs are to be judged. */
const ALLOWED = 5;

interface Result extends Comparison {
  readonly discipline: string;
  readonly unit: string;
  readonly rows: readonly Row[];
}

async function measure(discipline: Discipline, rounds: number, seconds: number): Promise<Result> {
  const pressure = { seconds, connections: discipline.name === 'names' ? 32 : 10 };
  const { contenders } = discipline;
  const servers: Started[] = [];
  try {
    for (const contender of contenders) servers.push(await start(contender));
    const press = contenders.map((contender, n) => contender.press(servers[n]!.ready));
    // Code that has run for three seconds is as compiled as it will ever be.
    for (const one of press) await one({ ...pressure, seconds: 2 * seconds });
    const measured: Measured[][] = contenders.map(() => []);
    for (let round = 0; round < rounds; round += 1) {
      process.stderr.write(`${discipline.name}: round ${round + 1} of ${rounds}\n`);
      for (const [n, one] of press.entries()) {
        measured[n]!.push(await one(pressure));
      }
    }
    const rows = contenders.map((contender, n) => row(contender, measured[n]!));
    return { discipline: discipline.name, unit: discipline.unit, rows, ...compared(rows) };
  } finally {
    for (const server of servers) await server.stop();
  }
}

const row = ({ name, how, part }: Contender, rounds: readonly Measured[]): Row => ({
  ...{ name, how, part, rounds },
  version: part === 'peer' ? versionOf(name) : '',
  perSecond: median(rounds.map(({ perSecond }) => perSecond)),
  p99: median(rounds.map(({ p99 }) => p99)),
  failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
});

function table({ unit, rows, fastest, ratio, noise, slower }: Result): string {
  const drawn = new Table({
    head: [unit, 'how', 'per second', 'p99 (ms)', 'failed'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, version, how, perSecond, p99, failed } of rows) {
    drawn.push([`${name} ${version}`, how, Math.round(perSecond), p99.toFixed(2), failed]);
  }
  const verdict = slower ? 'slower' : 'at least as fast, or within the noise';
  return (
    `${drawn.toString()}\n` +
    `ours / fastest peer, ${fastest}: ${ratio.toFixed(2)} ± ${noise.toFixed(2)}: ${verdict}\n`
  );
}

function inSeconds({ logs, entries, seconds, processor, slowest }: Judging): string {
  const slow = slowest
    .map(({ check, share }) => `${check} ${Math.round(100 * share)} %`)
    .join(', ');
  return (
    `judging: ${logs} logs of about ${entries} entries in ${processor.toFixed(1)} s of a ` +
    `processor (${ALLOWED} s at most), ${seconds.toFixed(1)} s by the clock; of that ${slow}\n`
  );
}

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'string' },
    only: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
const chosen = DISCIPLINES.filter(({ name }) => !values.only || name === values.only);
const judges = !values.only || values.only === 'judging';
if (values.help || (chosen.length === 0 && !judges)) {
  process.stderr.write(USAGE);
  process.exit(values.help ? 0 : 2);
}

const [rounds, seconds] = values.quick ? [3, 0.3] : [7, 1.5];
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
  node: process.version,
  platform: `${process.platform} ${process.arch}`,
};
process.stdout.write(
  `${machine.cores} × ${machine.cpu}, ${machine.memory}, ${machine.platform}, Node ` +
    `${machine.node}; medians of ${rounds} alternating rounds of ${seconds} s after a warm-up\n`,
);
const results: Result[] = [];
for (const discipline of chosen) {
  const result = await measure(discipline, rounds, seconds);
  results.push(result);
  process.stdout.write(`\n${table(result)}`);
}
const judged = judges ? await judging() : undefined;
if (judged) process.stdout.write(`\n${inSeconds(judged)}`);
if (values.json) {
  const report = { machine, rounds, seconds, results, judged };
  writeFileSync(values.json, `${JSON.stringify(report, null, 2)}\n`);
}
const failing = results.flatMap(({ rows }) => rows.filter((each) => share(each) > TOLERATED));
for (const { name, how } of failing) {
  process.stderr.write(`${name} (${how}) did not answer well: its rate means nothing.\n`);
}
// By the clock it takes longer wherever somebody else is at work, which is not the judge's doing.
const isSlow = (judged?.processor ?? 0) > ALLOWED;
process.exitCode = failing.length > 0 || isSlow || results.some(({ slower }) => slower) ? 1 : 0;
