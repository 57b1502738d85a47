import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import type { Effects } from '#core/effect.ts';
import { ABORTED, type Attempt } from '#core/fault.ts';
import { type Profile, type Role, roleOf } from '#core/role.ts';
import type { By, Crossing, Outcome } from '#harness/gate.ts';
import { type Addresses, NOBODY, STRANGER } from './addresses.ts';
import {
  CONNECTION_PATIENCE,
  type Fate,
  fateOfConnection,
  fateOfHandshake,
  fateOfName,
  misnamed,
  RESOLVER_PATIENCE,
  refused,
  spoilt,
} from './failures.ts';
import type { Passage } from './unended.ts';

/** How long each layer takes in good health: a fast line, since latency is not what is tested. */
const LATENCY = {
  dns: milliseconds(5),
  connect: milliseconds(15),
  tls: milliseconds(20),
};
type Below = keyof typeof LATENCY;

const OPERATIONS = { dns: 'A', connect: 'connect', tls: 'handshake' } as const;

const LEFT = { error: ABORTED };

/** What a client asks of a connection. */
export interface Terms {
  /** Any certificate will do. */
  readonly trusting?: boolean;
  /** Where to connect to, without asking for the name. */
  readonly address?: string | undefined;
}

/** Who is at the other end, and what is wrong with the certificate that was taken all the same. */
export type Arrived = Pick<Attempt<'http'>, 'host' | 'certificate'>;

/**
 * The way to a host for a client in this process: its name, a connection, a handshake, each of
 * them through the gate. Throws what Node's own `fetch` throws for the same effect on a real
 * socket, and when it does.
 */
export function approaching(options: {
  readonly gate: Passage;
  readonly profile: Profile;
  readonly clock: Clock;
  /** Whether there is a proxy, so that the client looks no names up. */
  readonly proxy: boolean;
  readonly addresses: Addresses;
  /** Whatever goes wrong in here is our own trouble. */
  ours<T>(role: Role, call: () => T): Promise<T>;
}): (host: string, signal: AbortSignal, by: By, terms: Terms) => Promise<Arrived> {
  const { gate, profile, clock, ours } = options;

  const crossBy = <L extends Below>(by: By, layer: L, host: string): Promise<Crossing<L>> => {
    const role = roleOf(profile, host);
    const attempt = { layer, role, host, operation: OPERATIONS[layer] };
    return ours(role, () => gate.cross<L>(attempt, by));
  };

  return async (host, signal, by, { trusting = false, address }) => {
    const cross = <L extends Below>(layer: L, at: string) => crossBy(by, layer, at);
    const began = clock.now();
    /** Wait, and end the attempt when the time has passed or the client has turned away. */
    const wait = async (delay: number, end: (outcome?: Outcome) => void, outcome?: Outcome) => {
      try {
        await clock.sleep(milliseconds(delay), signal);
      } catch (reason) {
        end(LEFT);
        throw reason;
      }
      end(outcome);
    };
    const meet = async (layer: Below, fate: Fate, end: (outcome?: Outcome) => void) => {
      if (!('cause' in fate)) return wait(LATENCY[layer] + (fate.late ?? 0), end);
      if (fate.waits === 'resolver') {
        await wait(RESOLVER_PATIENCE, end, { error: 'no answer' });
      } else if (fate.waits === 'connection') {
        await wait(Math.max(0, began + CONNECTION_PATIENCE - clock.now()), end, LEFT);
      } else {
        await wait(LATENCY[layer], end);
      }
      throw new TypeError('fetch failed', { cause: fate.cause });
    };

    let at = host;
    if (address === NOBODY) {
      // The kernel refuses, and asks nobody.
      await clock.sleep(LATENCY.connect, signal);
      throw new TypeError('fetch failed', { cause: refused() });
    }
    if (address === options.addresses.of(STRANGER)) at = STRANGER;
    if (address === undefined && !options.proxy) {
      const name = await cross('dns', host);
      const fate = name.effect ? fateOfName(name.effect, host) : {};
      await meet('dns', fate, name.end);
      if ('stranger' in fate) at = STRANGER;
    }
    const connection = await cross('connect', at);
    const { effect } = connection;
    await meet('connect', effect ? fateOfConnection(effect, host) : {}, connection.end);
    const { effect: shown, end } = await cross('tls', at);
    const certificate = at === STRANGER ? 'wrong-host' : spoilt(shown);
    const isTaken = trusting && certificate !== undefined;
    await meet('tls', isTaken ? {} : fateOf(shown, host, at), end);
    return { host: at, ...(isTaken && { certificate }) };
  };
}

function fateOf(effect: Effects['tls'] | undefined, host: string, at: string): Fate {
  if (effect) return fateOfHandshake(effect, host);
  return at === STRANGER ? { cause: misnamed(host) } : {};
}
