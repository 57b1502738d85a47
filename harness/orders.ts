import type { Cell } from '#core/cell.ts';
import type { ClientAdapter } from '#core/client.ts';
import type { RunOrder } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import { cell as cellNamed, sealedCell } from './cells.ts';
import { clients } from './registry.ts';
import { didYouMean } from './scenarios.ts';

/** A client under the version that was asked for. */
export interface Asked {
  readonly adapter: ClientAdapter;
  /** Undefined for a client of our own. */
  readonly version?: string;
}

/** `name@version`, or the bare name of a client of our own. */
export const fullName = (client: RunOrder['client']): string =>
  client.version === undefined ? client.name : `${client.name}@${client.version}`;

/**
 * The clients that `--client` names; without it, every reference client.
 *
 * @throws HarnessError CLIENT_UNKNOWN, or CLIENT_VERSION where a version makes no sense
 */
export async function askedFor(names: readonly string[]): Promise<readonly Asked[]> {
  const known = await clients();
  if (names.length === 0) {
    const controls = ['naive', 'claude-code-like', 'hardened'];
    return controls.map((name) => ({ adapter: known.get(name)! }));
  }
  return names.map((asked) => {
    const at = asked.indexOf('@');
    const name = at < 0 ? asked : asked.slice(0, at);
    const version = at < 0 ? undefined : asked.slice(at + 1);
    const adapter = known.get(name);
    if (!adapter) {
      throw new HarnessError(
        'CLIENT_UNKNOWN',
        `Failed to find client ${JSON.stringify(name)}: there is none. ` +
          didYouMean('client', name, [...known.keys()]),
      );
    }
    if (!adapter.package && version !== undefined) {
      throw new HarnessError(
        'CLIENT_VERSION',
        `Failed to fly ${asked}: ${name} is a client of our own and has no versions. ` +
          `--client ${name} would help.`,
      );
    }
    return adapter.package ? { adapter, version: version || 'latest' } : { adapter };
  });
}

/**
 * The cell that was asked for; without one, virtual time for clients that can run in this process,
 * and otherwise the first sealed cell that this machine offers.
 */
export async function placeFor({ adapter }: Asked, asked: string | undefined): Promise<Cell> {
  if (asked !== undefined) return cellNamed(asked);
  if (adapter.program) return cellNamed('virtual');
  const sealed = await sealedCell();
  return sealed.cell ?? cellNamed('sandbox');
}

/** Why this client cannot fly this scenario in this cell, or undefined if it can. */
export async function refusal(
  scenario: ScenarioRecord,
  { adapter }: Asked,
  cell: Cell,
): Promise<string | undefined> {
  if (!adapter.control && !cell.sealed) {
    return (
      `A program of its own flies only where it is sealed off, and ${cell.name} is no such cell; ` +
      '--cell sandbox would help.'
    );
  }
  const beyond = scenario.faults.find(({ fault }) => !cell.layers.includes(fault.layer));
  if (beyond) return `The ${cell.name} cell cannot disturb the ${beyond.fault.layer} layer.`;
  return cell.refusal();
}

/** One order, whole. Its id is the same whenever the same thing is flown. */
export async function orderFor(
  scenario: ScenarioRecord,
  asked: Asked,
  cell: Cell,
  seed: number,
): Promise<RunOrder> {
  const { adapter, version } = asked;
  const client = { name: adapter.name, ...(version !== undefined && { version }) };
  const id = [scenario.id, fullName(client).replace('@', '-'), cell.name, String(seed)].join('.');
  const { work } = scenario;
  return {
    id: id.replace(/[^A-Za-z0-9._-]/g, '_'),
    scenario,
    client,
    profile: adapter.profile,
    cell: cell.name,
    seed,
    time: await cell.time(work.count * work.every),
  };
}
