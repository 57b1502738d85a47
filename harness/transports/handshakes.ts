import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';
import type { Spoilt } from '#core/effect.ts';
import { reason } from '#core/errors.ts';
import { ABORTED } from '#core/fault.ts';
import type { Role } from '#core/role.ts';
import { STRANGER } from './addresses.ts';
import type { Authority, Leaf } from './authority.ts';
import { spoilt } from './failures.ts';
import type { Passage } from './unended.ts';

/** Hands a connection whose client has begun to speak to a server. That is where TLS starts. */
export type Greet = (raw: Socket, guest: Guest) => void;

/** Whom a connection is for, and the gate as whoever made it passes it. */
export interface Guest {
  readonly host: string;
  readonly role: Role;
  readonly gate: Passage;
  /** What is wrong with the certificate that it was shown. */
  readonly certificate?: Spoilt;
}

/** What a server shows of itself. */
type Shown = 'good' | Spoilt;

/** What `setTimeout` can hold, in milliseconds: under a clock sped up sixtyfold still 9 hours. */
const FOREVER = 2 ** 31 - 1;

/** A fatal alert, `handshake_failure` (RFC 8446, sections 5.1 and 6.2). */
const ALERT = Buffer.from([0x15, 3, 3, 0, 2, 2, 40]);

/** The beginning of a ServerHello of 118 bytes, of which these are the first (RFC 8446, 4.1.3). */
const BEGINNING = Buffer.from([0x16, 3, 3, 0, 122, 2, 0, 0, 118, 3, 3, 1, 2, 3, 4, 5, 6, 7, 8]);

/**
 * HTTP/1.1 servers over TLS that listen nowhere, one for each thing that a certificate can be.
 *
 * Nothing here gives up on a client: Node's timeouts would run at the speed of the warped clock.
 */
export async function openHandshakes(options: {
  readonly authority: Authority;
  readonly rogue: Authority;
  serve(guest: Guest, incoming: IncomingMessage, outgoing: ServerResponse): void;
  /** Whether a request is to become a WebSocket, and what to do with it then. */
  upgrades(guest: Guest, incoming: IncomingMessage): boolean;
  converse(guest: Guest, incoming: IncomingMessage, socket: Duplex, head: Buffer): void;
}): Promise<Greet> {
  const { authority, rogue } = options;
  /** Whom each open connection is for, and how its handshake ends. */
  const guests = new Map<string, Guest & { end(outcome?: object): void }>();

  const server = async (leaf: (name: string) => Promise<Leaf>): Promise<Server> => {
    const guestOf = ({ socket }: IncomingMessage) => guests.get(ends(socket));
    const made = await httpsServer(leaf, (incoming) => {
      const guest = guestOf(incoming);
      return guest !== undefined && options.upgrades(guest, incoming);
    });
    made.on('request', (incoming, outgoing) => {
      const guest = guestOf(incoming);
      if (guest) options.serve(guest, incoming, outgoing);
    });
    made.on('upgrade', (incoming, socket, head) => {
      const guest = guestOf(incoming);
      if (guest) options.converse(guest, incoming, socket, head);
    });
    made.on('secureConnection', (socket) => guests.get(ends(socket))?.end());
    made.on('tlsClientError', (error: NodeJS.ErrnoException, socket) => {
      guests.get(ends(socket))?.end({ error: error.code ?? reason(error) });
    });
    return made;
  };
  const servers: Readonly<Record<Shown, Server>> = {
    good: await server((name) => authority.leaf(name)),
    untrusted: await server((name) => rogue.leaf(name)),
    expired: await server((name) => authority.leaf(name, 'expired')),
    'not-yet-valid': await server((name) => authority.leaf(name, 'not-yet-valid')),
    'wrong-host': await server(() => authority.leaf(STRANGER)),
  };

  return (raw, { gate, role, host }) => {
    const { effect, end } = gate.cross({ layer: 'tls', role, host, operation: 'handshake' });
    const key = ends(raw);
    const certificate = host === STRANGER ? 'wrong-host' : spoilt(effect);
    guests.set(key, { host, role, gate, end, ...(certificate && { certificate }) });
    raw.once('close', () => {
      guests.delete(key);
      end({ error: ABORTED });
    });
    if (effect === 'alert') {
      end();
      raw.resume().end(ALERT);
    } else if (effect === 'endless') {
      raw.resume().write(BEGINNING);
    } else {
      servers[certificate ?? 'good'].emit('connection', raw);
    }
  };
}

async function httpsServer(
  leaf: (name: string) => Promise<Leaf>,
  upgrades: (incoming: IncomingMessage) => boolean,
): Promise<Server> {
  // For a client that names no host in its greeting.
  const { certPem, keyPem } = await leaf('localhost');
  const server = createServer({
    cert: certPem,
    key: keyPem,
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: FOREVER,
    headersTimeout: 0,
    requestTimeout: 0,
    keepAliveTimeout: 0,
    // A client that wants something else than HTTP, where there is nothing else, gets HTTP.
    shouldUpgradeCallback: upgrades,
    SNICallback: (name, done) => {
      leaf(name.toLowerCase()).then(({ context }) => done(null, context), done);
    },
  });
  server.timeout = 0;
  return server;
}

/** Both ends of a connection: the same for a raw socket and for the TLS socket that wraps it. */
const ends = (socket: Socket | TLSSocket): string =>
  `${socket.localAddress}:${socket.localPort} ${socket.remoteAddress}:${socket.remotePort}`;
