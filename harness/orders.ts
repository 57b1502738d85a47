import type { Cell } from '#core/cell.ts';
import type { ClientAdapter } from '#core/client.ts';
import type { RunOrder } from '#core/entry.ts';
import { HarnessError } from '#core/errors.ts';
import { isAct } from '#core/fault.ts';
import type { Credentials, Deed, ScenarioRecord, SetUp } from '#core/scenario.ts';
import { cell as cellNamed, sealedCell } from './cells.ts';
import { clients, timeline } from './registry.ts';
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
  return [...new Set(names)].map((asked) => {
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

/** Why this client cannot fly in this cell whatever the scenario, or undefined if it can. */
export const exposure = ({ adapter }: Asked, cell: Cell): string | undefined =>
  adapter.control || cell.sealed
    ? undefined
    : `A program of its own flies only where it is sealed off, and ${cell.name} is no such cell; ` +
      '--cell sandbox would help.';

/** Why this client cannot fly this scenario in this cell, or undefined if it can. */
export async function refusal(
  scenario: ScenarioRecord,
  asked: Asked,
  cell: Cell,
): Promise<string | undefined> {
  const { adapter } = asked;
  const exposed = exposure(asked, cell);
  if (exposed !== undefined) return exposed;
  const beyond = scenario.faults.find(({ fault }) => !cell.layers.includes(fault.layer));
  if (beyond) return `The ${cell.name} cell cannot disturb the ${beyond.fault.layer} layer.`;
  return (
    unfit(scenario, adapter, cell) ?? (await lacking(scenario, adapter, cell)) ?? cell.refusal()
  );
}

/** What the scenario asks of a client that this one, as far as we can tell, does not have. */
function unfit(
  { given, work }: ScenarioRecord,
  { name, credentials: known = ['login'], ask, interrupt, keychain, setUps = [] }: ClientAdapter,
  cell: Cell,
): string | undefined {
  const { credentials = 'login', keeps, setUp } = given;
  if (!known.includes(credentials)) {
    return `${name} is not known to fly with ${CREDENTIALS[credentials]}.`;
  }
  if (setUp && !setUps.includes(setUp)) {
    return `${name} cannot be set up so that ${SET_UPS[setUp]}.`;
  }
  const deed = work.deeds?.find((each) => each !== 'turn');
  if (deed && !ask) return `${name} can be given turns only, and not be asked to ${DEEDS[deed]}.`;
  if (work.attended && !ask) {
    return `${name} is not known to sign in where the person before it is told to.`;
  }
  if (work.interrupts && !interrupt) {
    return `${name} is not known to have a way to be stopped in the middle of its work.`;
  }
  if (keeps === 'keychain' && cell.programs && !keychain) {
    return `${name} is not known to keep its login in a keychain.`;
  }
  return undefined;
}

const CREDENTIALS: Readonly<Record<Credentials, string>> = {
  login: 'a login in its store',
  nothing: 'no login at all',
  'long-lived-token': 'a long-lived token in its environment',
  'api-key': 'an API key in its environment',
  'login-and-key': 'a login and an API key for the time in which sign-in is down',
  'login-and-stray-key': "a login and another program's API key beside it",
  'login-and-stale-key': 'a login and an API key that nobody takes any more',
  'login-and-long-lived-token': 'a login and a long-lived token in its environment',
  'login-and-capability': 'a login and a signed capability token',
};

const SET_UPS: Readonly<Record<SetUp, string>> = {
  'without-betas': 'what is still being tried out is switched off',
  'key-program-fails': 'a program of its user prints the key',
};

const DEEDS: Readonly<Record<Exclude<Deed, 'turn'>, string>> = {
  'sign-in': 'sign in',
  'sign-in-by-code': 'sign in by a code',
  'sign-in-by-device': 'sign in on another device',
  'sign-out': 'sign out',
  status: 'say how it is signed in',
};

/** What the scenario does to a client that this cell cannot really do. */
async function lacking(
  scenario: ScenarioRecord,
  { name, callbackPort }: ClientAdapter,
  cell: Cell,
): Promise<string | undefined> {
  for (const window of await timeline(scenario)) {
    if (isAct(window.fault) && window.fault.deed === 'port-taken' && callbackPort === undefined) {
      return `${name} is not known to wait for a browser on a port of its own.`;
    }
    const reason = cell.lacks?.(window);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** One order, whole. Its id is the same whenever the same thing is flown. */
export async function orderFor(
  scenario: ScenarioRecord,
  asked: Asked,
  cell: Cell,
  seed: number,
): Promise<RunOrder> {
  const { adapter, version } = asked;
  const { name, declares } = adapter;
  const client = {
    ...{ name },
    ...(version !== undefined && { version }),
    ...(declares && { declares }),
  };
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
