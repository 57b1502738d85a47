import type { Socket } from 'node:net';
import { Packet, TCPServer, UDPServer } from 'dns2';
import type { DnsEffect } from '#core/effect.ts';
import { reason } from '#core/errors.ts';
import { type Profile, roleOf } from '#core/role.ts';
import { type Addresses, NOBODY, STRANGER } from './addresses.ts';
import { RESOLVER_PATIENCE } from './failures.ts';
import { listening } from './listening.ts';
import { isWaitedOut, leadsTo, type Reply, refusal, reply } from './names/answer.ts';
import { probing } from './names/probe.ts';
import { type Asked, wire } from './names/wire.ts';
import type { End, OwnerOf } from './owner.ts';
import type { Passage } from './unended.ts';

/** A resolver that knows every name there is. */
export interface Names {
  readonly port: number;
  /**
   * Ask for a host's address ourselves, over UDP and through the gate. Resolves to the response
   * code (`NOERROR`, `NXDOMAIN`, `SERVFAIL`), or to an error's code where no answer came.
   */
  probe(host: string): Promise<string>;
  close(): Promise<void>;
}

/** What an answer depends on. */
interface Zone {
  readonly gate: Passage;
  readonly profile: Profile;
  readonly addresses: Addresses;
  /** Let clients in at a host, before one is told its address; undefined where they are. */
  letIn(host: string): Promise<void> | undefined;
  readonly ownerOf: OwnerOf;
}

/** Types that clients ask for and dns2 has no name for. (RFC 9460, section 14.1) */
const NAMELESS: Readonly<Record<number, string>> = { 64: 'SVCB', 65: 'HTTPS' };

/**
 * Open DNS over UDP and TCP. dns2 is the server and reads the queries; dns-packet writes the
 * answers, since that takes half the time.
 *
 * @param port 0 for any free one
 * @throws HarnessError when the port cannot be had
 */
export async function openNames(
  options: Zone & {
    readonly address: string;
    readonly port: number;
    /** Whether time is warped, which the C library does not notice when it waits for us. */
    readonly warped: boolean;
  },
): Promise<Names> {
  const { gate, address, warped } = options;
  const fail = (thrown: unknown) =>
    gate.tell({ kind: 'harness.failed', error: `The resolver failed: ${reason(thrown)}` });
  const ours = new Set<number>();
  const streams = new Set<Socket>();
  const line = new Line();
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
      const asked = read(query, server === udp ? 'UDP' : 'TCP');
      // Where the reply cannot be delivered, the one who asked is gone.
      const deliver = (bytes: Buffer) => void Promise.resolve(send(bytes)).catch(() => undefined);
      const byUs = server === udp && ours.has((client as { port: number }).port);
      const hangUp = () => void (client as Socket).resetAndDestroy();
      try {
        // Answering an answer is how two servers talk to each other for ever.
        if (query.header.qr === 1) return server === tcp ? hangUp() : undefined;
        const no = refusal(asked, query.questions.length, query.errors.length === 0);
        if (no) return deliver(wire(asked, no));
        const session = byUs ? undefined : options.ownerOf(endOf(client, server === udp));
        const { effect, end } = cross(asked, options, byUs ? 'harness' : 'client', session);
        const target = destination(asked, effect, options);
        const what = reply(asked, effect, target.address);
        const say = () =>
          effect && isWaitedOut(effect, asked)
            ? line.keepWaiting(what, end, deliver, warped)
            : line.carry(what, end, deliver, hangUp);
        if (!target.ready) return say();
        target.ready.then(say).catch((thrown) => {
          end({ error: 'our own trouble' });
          fail(thrown);
        });
      } catch (thrown) {
        fail(thrown);
      }
    });
  }

  const port = await openPair(tcp, udp, address, options.port);
  for (const server of [tcp, udp]) server.on('error', fail);
  return {
    port,
    probe: (host) => probing(host, address, port, ours),
    close: async () => {
      line.cut();
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

/** A query as the answers know it. */
function read({ header, questions, additionals }: Packet, over: Asked['over']): Asked {
  const [question] = questions;
  const edns = additionals.find(({ type }) => type === Packet.TYPE.EDNS);
  const name = question?.name ?? '';
  return {
    id: header.id,
    opcode: header.opcode,
    recursion: header.rd === 1,
    name,
    host: name.toLowerCase().replace(/\.$/, '') || '.',
    type: question?.type ?? 0,
    class: question?.class ?? 0,
    payload: edns?.class,
    over,
  };
}

function cross(
  { host, type }: Asked,
  { gate, profile }: Zone,
  by: 'client' | 'harness',
  session: number | undefined,
) {
  const operation = NAMELESS[type] ?? Packet.typeName(type);
  return gate.cross({ layer: 'dns', role: roleOf(profile, host), host, operation }, by, session);
}

/** Where an answer leads, and what has to happen before it may be given. */
function destination(asked: Asked, effect: DnsEffect | undefined, { addresses, letIn }: Zone) {
  const leads = leadsTo(asked, effect);
  if (leads === undefined) return {};
  if (leads === 'nobody-there') return { address: NOBODY };
  const host = leads === 'somebody-else' ? STRANGER : asked.host;
  return { address: addresses.of(host), ready: letIn(host) };
}

/** The way back to whoever asked. */
class Line {
  readonly #late = new Set<NodeJS.Timeout>();

  /**
   * Carry a reply out, and end its attempt. That is written down before it is sent: a window that
   * counts strikes must have counted this one when the client, which may be quick, asks again.
   */
  carry(
    what: Reply,
    end: (outcome?: { error: string }) => void,
    deliver: (bytes: Buffer) => void,
    hangUp: () => void,
  ): void {
    const go = () => {
      end();
      if (what === 'reset') hangUp();
      else if (what !== 'silence') deliver(what.bytes);
    };
    if (typeof what === 'string' || what.late === undefined) go();
    else this.#after(what.late, go);
  }

  #after(delay: number, go: () => void): void {
    const timer = setTimeout(() => {
      this.#late.delete(timer);
      go();
    }, delay);
    this.#late.add(timer);
  }

  /**
   * Leave the C library without an answer for as long as it waits for one. In warped time we end
   * its wait: its five seconds are seconds of the wall, for it waits in a call within itself that
   * libfaketime does not see, and at sixty times the speed they are five minutes. What is too short
   * to be an answer makes it go on and says nothing. It comes half a second early, since undici's
   * own limit follows soon after the second wait, and a machine is not that exact at such a speed.
   */
  keepWaiting(
    what: Reply,
    end: (outcome: { error: string }) => void,
    deliver: (bytes: Buffer) => void,
    warped: boolean,
  ): void {
    if (typeof what !== 'string') deliver(what.bytes);
    this.#after(RESOLVER_PATIENCE / 2 - (warped ? 500 : 0), () => {
      end({ error: 'no answer' });
      if (warped) deliver(Buffer.alloc(1));
    });
  }

  /** Nothing that is late will come any more. */
  cut(): void {
    for (const timer of this.#late) clearTimeout(timer);
  }
}
