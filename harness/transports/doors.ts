import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttps, type Server as HttpsServer } from 'node:https';
import { createServer, type Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { reason } from '#core/errors.ts';
import { type Profile, type Role, roleOf } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import type { Addresses } from './addresses.ts';
import type { Authority } from './authority.ts';
import { exchange } from './exchange.ts';
import { listening } from './listening.ts';
import type { OwnerOf } from './owner.ts';
import { asOne, type Passage } from './unended.ts';

/** Where every host lets its clients in. */
export interface Doors {
  readonly port: number;
  close(): Promise<void>;
}

/** What `setTimeout` can hold, in milliseconds: under a clock sped up sixtyfold still 9 hours. */
const FOREVER = 2 ** 31 - 1;

/**
 * Open TLS for every host at once: one port on every loopback address, behind which there is one
 * HTTP/1.1 server with good certificates and one with certificates that nobody trusts. Neither of
 * the two listens: a raw connection is taken in first, so that it can be reset while that is
 * still possible (a TLSSocket cannot reset, nodejs/node#49484), and is then handed to one of them.
 *
 * Nothing here gives up on a client: Node's timeouts would run at the speed of the warped clock.
 *
 * @param port 0 for any free one
 * @throws HarnessError when the port cannot be had
 */
export async function openDoors(options: {
  readonly gate: Passage;
  readonly profile: Profile;
  readonly addresses: Addresses;
  readonly authority: Authority;
  readonly rogue: Authority;
  readonly port: number;
  readonly ownerOf: OwnerOf;
  serviceAt(host: string): Service;
}): Promise<Doors> {
  const { gate, profile, addresses, ownerOf, serviceAt } = options;
  /** Whose connections these are, where that is known, by their two ends. */
  const owners = new Map<string, number>();
  const passageOf = (socket: Socket | TLSSocket) => asOne(gate, owners.get(ends(socket)));
  const hostOf = ({ localAddress = 'unknown' }: Socket) =>
    addresses.hostAt(localAddress) ?? localAddress;

  const serve = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const host = hostOf(incoming.socket);
    const asked = { host, role: roleOf(profile, host), service: serviceAt(host) };
    void exchange(passageOf(incoming.socket), asked, incoming, outgoing);
  };
  const trusted = await httpsServer(options.authority, serve);
  const untrusted = await httpsServer(options.rogue, serve);
  const greet = greeter(passageOf, trusted, untrusted);

  const sockets = new Set<Socket>();
  const door = createServer({ noDelay: true }, (raw) => {
    // Whoever comes from outside has no business here, should a cell not be sealed.
    if (!raw.remoteAddress?.startsWith('127.')) {
      raw.destroy();
      return;
    }
    sockets.add(raw);
    const key = ends(raw);
    const { remoteAddress: from, remotePort = 0 } = raw;
    const owner = ownerOf({ protocol: 'tcp', address: from, port: remotePort });
    if (owner !== undefined) owners.set(key, owner);
    raw.once('close', () => {
      sockets.delete(raw);
      owners.delete(key);
    });
    raw.on('error', () => undefined);
    const host = hostOf(raw);
    const role = roleOf(profile, host);
    const attempt = { layer: 'connect', role, host, operation: 'connect' } as const;
    const crossing = passageOf(raw).cross(attempt);
    crossing.end();
    // Not before the client has spoken: a reset that overtakes the end of its `connect` shows up
    // there on a fast machine, and in its first `read` on a slow one. In life, too, it is mostly
    // the greeting that a middlebox takes offence at.
    raw.once('readable', () => {
      if (crossing.effect === 'reset') raw.resetAndDestroy();
      else if (raw.readableLength > 0) greet(raw, role, host);
      else raw.destroy();
    });
  });

  const what = `TLS on port ${options.port} of every loopback address`;
  await listening(what, door, () => door.listen(options.port, '0.0.0.0'));
  return {
    port: (door.address() as { port: number }).port,
    close: () =>
      new Promise((resolve) => {
        door.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/**
 * Hands a connection whose client has begun to speak to one server or the other. That is where a
 * handshake starts; it ends when a server says so, or with the connection.
 */
function greeter(
  passageOf: (socket: Socket) => Passage,
  trusted: HttpsServer,
  untrusted: HttpsServer,
) {
  const handshakes = new Map<string, (outcome: { error?: string }) => void>();
  for (const server of [trusted, untrusted]) {
    server.on('secureConnection', (socket) => handshakes.get(ends(socket))?.({}));
    server.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      handshakes.get(ends(socket))?.({ error: error.code ?? reason(error) });
    });
  }
  return (raw: Socket, role: Role, host: string): void => {
    const attempt = { layer: 'tls', role, host, operation: 'handshake' } as const;
    const crossing = passageOf(raw).cross(attempt);
    const key = ends(raw);
    handshakes.set(key, crossing.end);
    raw.once('close', () => {
      handshakes.delete(key);
      crossing.end({ error: 'closed during the handshake' });
    });
    (crossing.effect === 'untrusted' ? untrusted : trusted).emit('connection', raw);
  };
}

/** An HTTP server over TLS that listens nowhere, with a certificate for every name. */
async function httpsServer(
  authority: Authority,
  serve: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
): Promise<HttpsServer> {
  // For a client that names no host in its greeting.
  const { certPem, keyPem } = await authority.leaf('localhost');
  const server = createHttps(
    {
      cert: certPem,
      key: keyPem,
      ALPNProtocols: ['http/1.1'],
      handshakeTimeout: FOREVER,
      headersTimeout: 0,
      requestTimeout: 0,
      keepAliveTimeout: 0,
      SNICallback: (name, done) => {
        authority.leaf(name.toLowerCase()).then(({ context }) => done(null, context), done);
      },
    },
    serve,
  );
  server.timeout = 0;
  return server;
}

/** Both ends of a connection: the same for a raw socket and for the TLS socket that wraps it. */
const ends = (socket: Socket | TLSSocket): string =>
  `${socket.localAddress}:${socket.localPort} ${socket.remoteAddress}:${socket.remotePort}`;
