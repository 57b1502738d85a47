import { createServer, type Server, type Socket } from 'node:net';
import type { Clock } from '#core/clock.ts';
import type { Effects } from '#core/effect.ts';
import { ABORTED } from '#core/fault.ts';
import { type Profile, roleOf } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { type Addresses, STRANGER } from './addresses.ts';
import type { Authority } from './authority.ts';
import { asksForOne, conversing } from './conversing.ts';
import { type Asked, exchange } from './exchange.ts';
import { type Guest, openHandshakes } from './handshakes.ts';
import { listening } from './listening.ts';
import type { OwnerOf } from './owner.ts';
import { asOne, type Passage } from './unended.ts';

/** Where every host lets its clients in. */
export interface Doors {
  readonly port: number;
  /** Begin to listen at a host's address; undefined where we do already. */
  letIn(host: string): Promise<void> | undefined;
  /** Take in a connection for a host that has come another way: through a proxy, say. */
  enter(raw: Socket, host: string, way?: Way): void;
  close(): Promise<void>;
}

/** A way in that has something to say before the host has. */
export interface Way {
  readonly through: string;
  readonly refused: string;
}

/**
 * Open TLS for every host: one port, and on it the host's own loopback address, so that any other
 * address refuses. A raw connection is taken in first, so that it can be reset while that is still
 * possible (a TLSSocket cannot reset, nodejs/node#49484), and is then handed to a handshake.
 *
 * @param hosts let in at once; others come with their first look-up
 * @param port 0 for any free one
 * @throws HarnessError when the port cannot be had
 */
export async function openDoors(options: {
  readonly gate: Passage;
  readonly clock: Clock;
  readonly profile: Profile;
  readonly hosts: readonly string[];
  readonly addresses: Addresses;
  readonly authority: Authority;
  readonly rogue: Authority;
  readonly port: number;
  readonly ownerOf: OwnerOf;
  serviceAt(host: string): Service;
}): Promise<Doors> {
  const { gate, clock, profile, ownerOf, serviceAt } = options;
  const asked = ({ host, certificate }: Guest): Asked => ({
    host,
    role: roleOf(profile, host),
    service: serviceAt(host),
    ...(certificate && { certificate }),
  });
  const talk = conversing(clock);
  const greet = await openHandshakes({
    ...options,
    serve: (guest, incoming, outgoing) =>
      void exchange(guest.gate, clock, asked(guest), incoming, outgoing),
    upgrades: (guest, incoming) => asksForOne(incoming, asked(guest)),
    converse: (guest, incoming, socket, head) =>
      void talk(guest.gate, asked(guest), incoming, socket, head),
  });

  const sockets = new Set<Socket>();
  const enter: Doors['enter'] = (raw, host, way) => {
    sockets.add(raw);
    raw.once('close', () => sockets.delete(raw));
    raw.on('error', () => undefined);
    const { remoteAddress: from = '', remotePort: at = 0 } = raw;
    const passage = asOne(gate, ownerOf({ protocol: 'tcp', address: from, port: at }));
    const role = roleOf(profile, host);
    const attempt = { layer: 'connect', role, host, operation: 'connect' } as const;
    const { effect, end } = passage.cross(attempt);
    if (effect === 'black-hole' || effect === 'half-open') return swallow(raw, effect, end);
    end();
    if (way && effect === 'proxy-refuses') return void raw.end(way.refused);
    if (way) raw.write(way.through);
    // Not before the client has spoken: a reset that overtakes the end of its `connect` shows up
    // there on a fast machine, and in its first `read` on a slow one. In life, too, it is mostly
    // the greeting that a middlebox takes offence at. Where a proxy is the only way out, whoever
    // goes past it fares no better.
    raw.once('readable', () => {
      if (effect) raw.resetAndDestroy();
      else if (raw.readableLength > 0) greet(raw, { host, role, gate: passage });
      else raw.destroy();
    });
  };
  const listeners = new Listeners(options.addresses, enter);
  const port = await listeners.open([...options.hosts, STRANGER], options.port);
  return {
    port,
    enter,
    letIn: (host) => listeners.letIn(host, port),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await listeners.close();
    },
  };
}

/**
 * Take whatever comes and say nothing. The kernel has accepted the connection and acknowledges
 * what it is sent, which no dropped SYN does: a client sees a connection that is open, where in a
 * real black hole it would still be waiting for one. To Node's `fetch`, whose one time limit covers
 * both, it is the same. A half-open connection does not even notice that the client has left.
 */
function swallow(
  raw: Socket,
  effect: Extract<Effects['connect'], 'black-hole' | 'half-open'>,
  end: (outcome: { error: string }) => void,
): void {
  const gone = () => end({ error: ABORTED });
  raw.allowHalfOpen = true;
  raw.once('close', gone);
  raw.once('end', () => {
    gone();
    if (effect === 'black-hole') raw.destroy();
  });
  raw.resume();
}

/** A listener on the address of each host. */
class Listeners {
  readonly #addresses: Addresses;
  readonly #enter: (raw: Socket, host: string) => void;
  readonly #open = new Map<string, Server>();
  readonly #opening = new Map<string, Promise<void>>();

  constructor(addresses: Addresses, enter: (raw: Socket, host: string) => void) {
    this.#addresses = addresses;
    this.#enter = enter;
  }

  /** All of them on one port. Where any will do, another address may have it taken: then anew. */
  async open(hosts: readonly string[], wanted: number): Promise<number> {
    for (let tries = wanted === 0 ? 8 : 1; ; tries -= 1) {
      let port = wanted;
      try {
        for (const host of hosts) port = await this.#listen(host, port);
        return port;
      } catch (error) {
        await this.close();
        if (tries === 1) throw error;
      }
    }
  }

  letIn(host: string, port: number): Promise<void> | undefined {
    if (this.#open.has(host)) return undefined;
    const opening =
      this.#opening.get(host) ??
      this.#listen(host, port)
        .then(() => undefined)
        .finally(() => this.#opening.delete(host));
    this.#opening.set(host, opening);
    return opening;
  }

  async #listen(host: string, port: number): Promise<number> {
    const address = this.#addresses.of(host);
    const server = createServer({ noDelay: true }, (raw) => this.#enter(raw, host));
    await listening(`TLS on ${address}:${port}`, server, () => server.listen(port, address));
    this.#open.set(host, server);
    return (server.address() as { port: number }).port;
  }

  async close(): Promise<void> {
    const closing = [...this.#open.values()].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    this.#open.clear();
    await Promise.all(closing);
  }
}
