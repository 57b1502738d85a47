import type { Flight } from '#core/cell.ts';
import type { RunOrder } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';
import type { Inside } from './perform.ts';
import type { Ended } from './process.ts';
import { REAL_TIME } from './warp.ts';

/** Where things are on the inside of every cell, whatever they are called outside. */
export const INSIDE = {
  root: '/opt/groundstop',
  client: '/opt/client',
  log: '/opt/run.ndjson',
  home: '/home/user',
  path: '/opt/groundstop/node_modules/.bin:/usr/local/bin:/usr/bin:/bin',
} as const;

/** Bytes that a client's home can hold. */
export const ROOM = 256_000_000;

/** What of the project is to be seen inside: what runs, and not its history nor its reports. */
export const PARTS = [
  'harness',
  'fixtures',
  'scenarios',
  'node_modules',
  'package.json',
  'tsconfig.json',
] as const;

/** Scenario time that a flight may take beyond its schedule: boarding, patience, farewell. */
const MARGIN = 1_800_000;

/** The harness inside a cell, under the warp of its order's time. */
export function insideOf({ time, scenario: { work } }: RunOrder): readonly string[] {
  const harness = [
    `${INSIDE.root}/node_modules/.bin/node`,
    '--disable-warning=ExperimentalWarning',
    `${INSIDE.root}/harness/cli.ts`,
    'perform',
  ];
  if (time.kind !== 'warped') return harness;
  // Files carry the time of the wall. Warped time starts so far back that it never overtakes the
  // wall: a lock that was made this moment would otherwise look hours old, and clients break old
  // locks (seen with Claude Code 2.1.109: "Lock is already released").
  const back = Math.ceil((work.count * work.every + MARGIN) / 1_000);
  return ['faketime', '-f', `-${back} x${time.factor}`, ...harness];
}

/** Wall time that a flight may take beyond what its schedule says, in milliseconds. */
const SLACK = 60_000;

/**
 * Hand an order to the harness inside a cell and wait for its end.
 *
 * @throws HarnessError CELL_FAILED where the harness inside did not come to its end; what it had
 *   recorded by then stands in the log
 */
export async function performing(
  cell: string,
  order: RunOrder,
  flight: Flight,
  run: (input: string, limit: number) => Promise<Ended>,
): Promise<void> {
  const inside: Inside = {
    order,
    log: INSIDE.log,
    ...(flight.installed !== undefined && { installed: INSIDE.client }),
    notices: order.time.kind === 'real' && long(order) ? [REAL_TIME] : [],
  };
  const { work } = order.scenario;
  const factor = Math.max(1, order.time.factor);
  const limit = (work.count * work.every + 2 * 3_600_000) / factor + SLACK;
  const ended = await run(JSON.stringify(inside), limit);
  if (ended.code === 0 || flight.signal.aborted) return;
  const complaint = lastWords(ended.stderr) ?? `it ended by ${ended.signal ?? ended.code}`;
  throw new HarnessError(
    'CELL_FAILED',
    `Failed to perform ${order.id} in the ${cell} cell: ${complaint}`,
    { blame: 'harness' },
  );
}

const long = ({ scenario: { work } }: RunOrder): boolean => work.count * work.every > 120_000;

/** The last thing that was said and is no line of a stack. */
const lastWords = (stderr: string): string | undefined =>
  stderr
    .split('\n')
    .filter((line) => /^\S/.test(line) && !line.startsWith('Node.js v'))
    .at(-1)
    ?.trim();
