import { hostsOf, type Profile, ROLES } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { Addresses } from './addresses.ts';
import { mintAuthority } from './authority.ts';
import { openDoors } from './doors.ts';
import { openNames } from './names.ts';
import type { OwnerOf } from './owner.ts';
import { type Passage, remembering } from './unended.ts';

/** Services behind real sockets, and what a client needs to find and to trust them. */
export interface Sockets {
  /** The certificate authority of this run, in PEM. */
  readonly caPem: string;
  readonly ports: { readonly dns: number; readonly tls: number };
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
 * @param options.address where DNS listens
 * @param options.ports 53 and 443 unless told otherwise; 0 for any free one
 * @throws HarnessError `PORT_BUSY` or `PORT_DENIED`, with nothing left open
 */
export async function openSockets(options: {
  readonly gate: Passage;
  readonly profile: Profile;
  serviceAt(host: string): Service;
  /** Who asks, where there are several clients. */
  readonly ownerOf?: OwnerOf;
  readonly ports?: { readonly dns: number; readonly tls: number };
  readonly address?: string;
}): Promise<Sockets> {
  const {
    profile,
    serviceAt,
    ownerOf = () => undefined,
    ports = { dns: 53, tls: 443 },
    address = '127.0.0.1',
  } = options;
  const gate = remembering(options.gate);
  const hosts = ROLES.flatMap((role) => hostsOf(profile, role));
  const addresses = new Addresses(hosts);
  const authority = await mintAuthority('groundstop');
  const rogue = await mintAuthority('an authority that nobody trusts');
  // Minted beforehand, so that no handshake of a client's has to wait for it.
  for (const host of hosts) await Promise.all([authority.leaf(host), rogue.leaf(host)]);

  const names = await openNames({ gate, profile, addresses, ownerOf, address, port: ports.dns });
  try {
    const door = {
      gate,
      profile,
      addresses,
      authority,
      rogue,
      serviceAt,
      ownerOf,
      port: ports.tls,
    };
    const doors = await openDoors(door);
    let closed: Promise<unknown> | undefined;
    return {
      caPem: authority.caPem,
      ports: { dns: names.port, tls: doors.port },
      addressOf: (host) => addresses.of(host.toLowerCase()),
      probe: (host) => names.probe(host),
      async close() {
        gate.endAll('still open when the run ended');
        closed ??= Promise.all([names.close(), doors.close()]);
        await closed;
      },
    };
  } catch (error) {
    await names.close();
    throw error;
  }
}
