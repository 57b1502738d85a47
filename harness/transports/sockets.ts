import type { Clock } from '#core/clock.ts';
import { STILL_OPEN } from '#core/fault.ts';
import { hostsOf, type Profile, ROLES } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { wallClock } from '#time/wall.ts';
import { Addresses } from './addresses.ts';
import { mintAuthority } from './authority.ts';
import { openDoors } from './doors.ts';
import { openNames } from './names.ts';
import type { OwnerOf } from './owner.ts';
import { openProxy } from './proxy.ts';
import { type Passage, remembering } from './unended.ts';

/** Services behind real sockets, and what a client needs to find and to trust them. */
export interface Sockets {
  /** The certificate authority of this run, in PEM. */
  readonly caPem: string;
  readonly ports: { readonly dns: number; readonly tls: number };
  /** The proxy to go through, where there is one: for HTTPS_PROXY. */
  readonly proxyUrl?: string;
  /** The loopback address at which a host is served. */
  addressOf(host: string): string;
  /**
   * Look a host up ourselves, over UDP and through the gate. Resolves to the response code
   * (`NOERROR`, `NXDOMAIN`, `SERVFAIL`), or to an error's code where no answer came.
   */
  probe(host: string): Promise<string>;
  /** Close every socket. Whatever was still open ends in the log. Once is enough. */
  close(): Promise<void>;
}

/**
 * Put services before a client that asks for them as it would in the world: names over DNS,
 * connections over TLS at the real host names. Every attempt passes the gate at each layer.
 *
 * @param options.address where DNS listens, and the proxy
 * @param options.ports 53 and 443, and 3128 for a proxy, unless told otherwise; 0 for any free one
 * @param options.proxy whether there is a proxy, which only a scenario wants that breaks it
 * @param options.clock by which answers are late; the machine's unless told otherwise
 * @param options.warped whether time is warped: as libfaketime's own variable says, if left out
 * @throws HarnessError `PORT_BUSY` or `PORT_DENIED`, with nothing left open
 */
export async function openSockets(options: {
  readonly gate: Passage;
  readonly profile: Profile;
  serviceAt(host: string): Service;
  /** Who asks, where there are several clients. */
  readonly ownerOf?: OwnerOf;
  readonly ports?: { readonly dns: number; readonly tls: number; readonly proxy?: number };
  readonly address?: string;
  readonly proxy?: boolean;
  readonly clock?: Clock;
  readonly warped?: boolean;
}): Promise<Sockets> {
  const { profile, serviceAt, ports = { dns: 53, tls: 443 }, address = '127.0.0.1' } = options;
  const { clock = wallClock(), ownerOf = () => undefined } = options;
  const { warped = process.env.FAKETIME !== undefined } = options;
  const gate = remembering(options.gate);
  const hosts = ROLES.flatMap((role) => hostsOf(profile, role));
  const addresses = new Addresses(hosts);
  const authority = await mintAuthority('groundstop');
  const rogue = await mintAuthority('an authority that nobody trusts');
  // Minted beforehand, so that no handshake of a client's has to wait for it.
  for (const host of hosts) await Promise.all([authority.leaf(host), rogue.leaf(host)]);

  const opened: { close(): Promise<void> }[] = [];
  const keep = <T extends { close(): Promise<void> }>(part: T): T => {
    opened.push(part);
    return part;
  };
  const closeAll = () => Promise.all(opened.map((part) => part.close()));
  try {
    const whole = { gate, clock, profile, hosts, addresses, authority, rogue, serviceAt, ownerOf };
    const doors = keep(await openDoors({ ...whole, port: ports.tls }));
    const { letIn, enter } = doors;
    const names = keep(await openNames({ ...whole, letIn, address, warped, port: ports.dns }));
    const way = { enter, address, port: ports.proxy ?? 3128 };
    const proxy = options.proxy ? keep(await openProxy(way)) : undefined;
    let closed: Promise<unknown> | undefined;
    return {
      caPem: authority.caPem,
      ports: { dns: names.port, tls: doors.port },
      ...(proxy && { proxyUrl: proxy.url }),
      addressOf: (host) => addresses.of(host.toLowerCase()),
      probe: (host) => names.probe(host),
      async close() {
        gate.endAll(STILL_OPEN);
        closed ??= closeAll();
        await closed;
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
