import { createSocket } from 'node:dgram';
import type { Socket } from 'node:net';
import { Packet, type Resource, TCPServer, UDPServer } from 'dns2';
import { reason } from '#core/errors.ts';
import { type Profile, roleOf } from '#core/role.ts';
import type { Addresses } from './addresses.ts';
import { listening } from './listening.ts';
import type { End, OwnerOf } from './owner.ts';
import type { Passage } from './unended.ts';

/** A resolver that knows every name there is. */
export interface Names {
  readonly port: number;
  /**
   * Ask for a host's address ourselves, over UDP and through the gate. Resolves to the response
   * code (`NOERROR`, `NXDOMAIN`, `SERVFAIL`), or to the error's code where no answer came.
   */
  probe(host: string): Promise<string>;
  close(): Promise<void>;
}

/** What an answer depends on. */
interface Zone {
  readonly gate: Passage;
  readonly profile: Profile;
  readonly addresses: Addresses;
  readonly ownerOf: OwnerOf;
}

/** Seconds for which an answer may be kept, a good one as well as a bad one. */
const TTL = 60;

/** No names of the public internet: the root, names of one label, and what ends like these. */
const PRIVATE = /^[^.]*$|(^|\.)(in-addr\.arpa|ip6\.arpa|local)$/;

/** Types that clients ask for and dns2 has no name for. (RFC 9460, section 14.1) */
const NAMELESS: Readonly<Record<number, string>> = { 64: 'SVCB', 65: 'HTTPS' };

const { TYPE, CLASS, RCODE } = Packet;

/**
 * Open DNS over UDP and TCP. Every name but a private one has one IPv4 address, and nothing else.
 *
 * dns2 before 3.1 could be kept busy by a header that lied about its counts, and lost the EDNS
 * record of one query in three; both were measured again on 3.1.1 and are gone, so it decodes and
 * encodes here by itself.
 *
 * @param port 0 for any free one
 * @throws HarnessError when the port cannot be had
 */
export async function openNames(
  options: Zone & { readonly address: string; readonly port: number },
): Promise<Names> {
  const { gate, address } = options;
  const fail = (thrown: unknown) =>
    gate.tell({ kind: 'harness.failed', error: `The resolver failed: ${reason(thrown)}` });
  const ours = new Set<number>();
  const streams = new Set<Socket>();
  // Its idle timeout would be a sixtieth in warped time. A client that stays ends with the run.
  const tcp = Object.assign(new TCPServer(), { idleTimeout: 0 });
  const udp = new UDPServer();

  tcp.on('connection', (stream: Socket) => {
    streams.add(stream);
    stream.once('close', () => streams.delete(stream));
  });
  for (const server of [tcp, udp]) {
    // Bytes that are no message: over UDP they stay unanswered, over TCP dns2 hangs up.
    server.on('requestError', () => undefined);
    server.on('request', (query, send, client) => {
      const byUs = server === udp && ours.has((client as { port: number }).port);
      try {
        const session = byUs ? undefined : options.ownerOf(endOf(client, server === udp));
        const reply = answer(query, options, byUs ? 'harness' : 'client', session);
        // Where the reply cannot be delivered, the one who asked is gone.
        if (reply) Promise.resolve(send(reply)).catch(() => undefined);
      } catch (thrown) {
        fail(thrown);
      }
    });
  }

  const port = await openPair(tcp, udp, address, options.port);
  for (const server of [tcp, udp]) server.on('error', fail);
  return {
    port,
    probe: (host) => ask(host, address, port, ours),
    close: async () => {
      for (const stream of streams) stream.destroy();
      await Promise.all([
        new Promise<void>((resolve) => udp.close(resolve)),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ]);
    },
  };
}

/** A datagram's sender, or the stream that a query came in by. */
const endOf = (client: unknown, isDatagram: boolean): End => {
  if (isDatagram) return { protocol: 'udp', ...(client as { address: string; port: number }) };
  const { remoteAddress = '', remotePort = 0 } = client as Socket;
  return { protocol: 'tcp', address: remoteAddress, port: remotePort };
};

/** Both at one port. Where any will do, TCP takes one that UDP may find taken: then another. */
async function openPair(
  tcp: TCPServer,
  udp: UDPServer,
  address: string,
  wanted: number,
): Promise<number> {
  const at = (layer: string, port: number) => `DNS over ${layer} on ${address}:${port}`;
  for (let tries = wanted === 0 ? 8 : 1; ; tries -= 1) {
    await listening(at('TCP', wanted), tcp, () => tcp.listen(wanted, address));
    const { port } = tcp.address() as { port: number };
    try {
      await listening(at('UDP', port), udp, () => udp.bind(port, address));
      return port;
    } catch (error) {
      await new Promise((resolve) => tcp.close(resolve));
      if (tries === 1) throw error;
    }
  }
}

/** The reply to a query, or undefined where silence is better. Crosses the gate on the way. */
function answer(
  query: Packet,
  { gate, profile, addresses }: Zone,
  by: 'client' | 'harness',
  session?: number,
): Packet | undefined {
  // Answering an answer is how two servers talk to each other for ever.
  if (query.header.qr === 1) return undefined;
  const [question] = query.questions;
  if (query.header.opcode !== 0) return replyTo(query, RCODE.NOTIMP);
  if (!question || query.questions.length > 1 || query.errors.length > 0) {
    return replyTo(query, RCODE.FORMERR);
  }
  if (question.class !== CLASS.IN) return replyTo(query, RCODE.REFUSED);

  const host = question.name.toLowerCase().replace(/\.$/, '') || '.';
  const operation = NAMELESS[question.type] ?? Packet.typeName(question.type);
  const role = roleOf(profile, host);
  const crossing = gate.cross({ layer: 'dns', role, host, operation }, by, session);
  // Written down before it is sent: a window that counts strikes must have counted this one when
  // the client, which may be quick, asks again.
  crossing.end();

  const missing = crossing.effect ?? (PRIVATE.test(host) ? 'NXDOMAIN' : undefined);
  if (missing === 'SERVFAIL') return replyTo(query, RCODE.SERVFAIL);
  const reply = replyTo(query, missing === 'NXDOMAIN' ? RCODE.NXDOMAIN : RCODE.NOERROR);
  if (missing === undefined && question.type === TYPE.A) {
    // The name as it was asked, capitals and all: some resolvers check (0x20 encoding).
    reply.answers.push(record({ name: question.name, type: TYPE.A, address: addresses.of(host) }));
  } else {
    reply.authorities.push(startOfAuthority(host));
  }
  return reply;
}

/** A reply with no records yet, but for the EDNS record that a query with one is owed. */
function replyTo(query: Packet, rcode: number): Packet {
  const reply = Packet.createErrorResponseFromRequest(query, rcode);
  if (rcode === RCODE.FORMERR) reply.questions = [];
  // The client takes us for its recursive resolver, as its resolv.conf says.
  reply.header.ra = 1;
  return reply;
}

/** Says for how long there is nothing to be had, as RFC 2308, section 3 asks for. */
function startOfAuthority(host: string): Resource {
  const zone = host.split('.').slice(-2).join('.');
  return record({
    name: zone,
    type: TYPE.SOA,
    primary: `ns.${zone}`,
    admin: `hostmaster.${zone}`,
    serial: 1,
    refresh: TTL,
    retry: TTL,
    expiration: TTL,
    minimum: TTL,
  });
}

const record = (fields: Partial<Resource>) =>
  new Packet.Resource({ class: CLASS.IN, ttl: TTL, ...fields });

/** One real query from a socket of ours, known to the server by its port while it is open. */
function ask(host: string, address: string, port: number, ours: Set<number>): Promise<string> {
  const query = new Packet();
  query.header.rd = 1;
  query.questions.push(new Packet.Question(host, TYPE.A, CLASS.IN));
  return new Promise((resolve) => {
    const socket = createSocket('udp4');
    let local: number | undefined;
    const done = (answer: string) => {
      if (local !== undefined) ours.delete(local);
      socket.close();
      resolve(answer);
    };
    socket.once('error', (error: NodeJS.ErrnoException) => done(error.code ?? error.name));
    socket.once('message', (bytes) => done(codeName(Packet.parse(bytes).header.rcode)));
    // Connected, so that a server that is gone is an error and not a silence.
    socket.connect(port, address, () => {
      local = socket.address().port;
      ours.add(local);
      socket.send(query.toBuffer());
    });
  });
}

const codeName = (rcode: number) =>
  Object.entries(RCODE).find(([, code]) => code === rcode)?.[0] ?? `RCODE${rcode}`;
