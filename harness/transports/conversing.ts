import { once } from 'node:events';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { createRequest, sendResponse } from '@remix-run/node-fetch-server';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from '#core/clock.ts';
import { type Duration, milliseconds, seconds } from '#core/duration.ts';
import type { Effects, Refusal } from '#core/effect.ts';
import { reason } from '#core/errors.ts';
import { ABORTED } from '#core/fault.ts';
import type { Conversing, Described } from '#core/service.ts';
import { disturbed } from './disturbance.ts';
import type { Asked } from './exchange.ts';
import { refusalStatus } from './refusal-status.ts';
import type { Passage } from './unended.ts';

/** Between two messages of the disturbances that take their time. */
const BEAT = seconds(10);

type Effect = Effects['http'];
type Stream = Extract<Effect, { readonly stream: unknown }>;

/** Whether a request asks for a WebSocket (RFC 6455, section 4.1) of a service that has any. */
export const asksForOne = (incoming: IncomingMessage, { service }: Asked): boolean =>
  service.converse !== undefined &&
  incoming.method === 'GET' &&
  incoming.headers.upgrade?.toLowerCase() === 'websocket';

/**
 * Take WebSockets in, through the gate. Two kinds of attempt pass it, both at http: the handshake,
 * which carries the credentials, and each message that comes in afterwards, which carries a piece
 * of work under those credentials. So a client that asks over a WebSocket meets the same faults as
 * one that asks over HTTP, a request at a time.
 *
 * A handshake that is struck is answered like any request, with a status; only an effect on its
 * stream lets it pass, and then disturbs the messages that follow. A message has no status and no
 * headers: it is refused in the provider's words, and where those are not asked for, because what
 * strikes it stands in front of the service, the connection is closed with 1014 (bad gateway).
 * What was answered counts as 200, as the same answer would over HTTP.
 *
 * @param beat between two messages of a drip, and between two pings
 */
export function conversing(clock: Clock, beat = BEAT) {
  const server = new WebSocketServer({ noServer: true, perMessageDeflate: false });

  return async (
    gate: Passage,
    asked: Asked,
    incoming: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ) => {
    const { service, role, host, certificate } = asked;
    socket.on('error', () => undefined);
    const outgoing = new ServerResponse(incoming);
    outgoing.assignSocket(socket as Parameters<ServerResponse['assignSocket']>[0]);
    outgoing.shouldKeepAlive = false;
    outgoing.once('finish', () => socket.end());
    try {
      const request = createRequest(incoming, outgoing);
      const described = await service.describe(request);
      if (socket.destroyed) return;
      const crossing = gate.cross({
        ...{ layer: 'http', role, host },
        ...described,
        ...(certificate && { certificate }),
      });
      socket.once('close', () => crossing.end({ error: ABORTED }));
      const { effect } = crossing;
      const refuse = async (response: Response) => {
        crossing.end({ status: response.status });
        await sendResponse(outgoing, response);
      };
      if (effect && 'late' in effect && !(await waited(clock, effect.late, socket))) return;
      if (effect && 'lose' in effect) {
        crossing.end({ error: 'broken off by the service' });
        return socket.destroy();
      }
      const passes = !effect || 'late' in effect || 'stream' in effect;
      if (!passes) return await refuse(await disturbed(effect, service, request, clock));
      const conversation = service.converse!(request);
      if (conversation instanceof Response) return await refuse(conversation);
      outgoing.detachSocket(socket as Parameters<ServerResponse['detachSocket']>[0]);
      server.handleUpgrade(incoming, socket, head, (opened) => {
        crossing.end({ status: 101 });
        const stream = effect && 'stream' in effect ? effect : undefined;
        listen(gate, { ...asked, described, conversation, stream, clock, beat }, opened);
      });
      // Where the library has turned it away, it has not called back.
      crossing.end({ error: 'a malformed handshake' });
    } catch (thrown) {
      gate.tell({ kind: 'harness.failed', error: `The ${role} service failed: ${reason(thrown)}` });
      socket.destroy();
    }
  };
}

/** A connection that has been opened. */
interface Opened extends Asked {
  readonly described: Described;
  readonly conversation: Conversing;
  /** What disturbs everything that is said on it. */
  readonly stream: Stream | undefined;
  readonly clock: Clock;
  readonly beat: Duration;
}

/** Answer the messages of a connection, one after the other, until it is closed. */
function listen(gate: Passage, opened: Opened, socket: WebSocket): void {
  let last = Promise.resolve();
  socket.on('error', () => undefined);
  socket.on('message', (data: RawData) => {
    const answered = () => answer(gate, opened, `${data}`, socket);
    last = last.then(answered).catch((thrown) => {
      const error = `The ${opened.role} service failed: ${reason(thrown)}`;
      gate.tell({ kind: 'harness.failed', error });
      socket.terminate();
    });
  });
}

async function answer(gate: Passage, opened: Opened, message: string, socket: WebSocket) {
  const { role, host, certificate, conversation, described, stream } = opened;
  if (socket.readyState !== socket.OPEN) return;
  const { presents = [] } = described;
  const attempt = {
    layer: 'http',
    role,
    host,
    presents,
    ...(certificate && { certificate }),
    ...conversation.describe(message),
  } as const;
  const { effect = stream, end } = gate.cross(attempt);
  const gone = () => end({ error: ABORTED });
  socket.once('close', gone);
  try {
    if (effect && 'late' in effect && !(await waited(opened.clock, effect.late, socket))) return;
    if (effect && 'refuse' in effect) {
      await delivered(conversation.refuse(effect), socket);
      return end({ status: effect.status });
    }
    if (effect && 'lose' in effect) {
      if (effect.lose === 'answer') for (const _ of conversation.answer(message));
      end({ error: 'broken off by the service' });
      return socket.terminate();
    }
    if (effect && !('late' in effect || 'stream' in effect)) {
      end({ error: 'closed by what stands in front of the service' });
      return socket.close(1014, 'bad gateway');
    }
    const whole = conversation.answer(message);
    const broken = await say(
      whole,
      effect && 'stream' in effect ? effect : undefined,
      opened,
      socket,
    );
    end({ status: 200, ...(broken !== undefined && { error: broken }) });
  } finally {
    socket.off('close', gone);
  }
}

/** Send messages, disturbed or not. Resolves to what became of them, where they came to no end. */
async function say(
  messages: Iterable<string>,
  effect: Stream | undefined,
  opened: Opened,
  socket: WebSocket,
): Promise<string | undefined> {
  let sent = 0;
  let bytes = 0;
  let last = Promise.resolve();
  for (const message of messages) {
    const over =
      effect &&
      ('events' in effect.after ? sent >= effect.after.events : bytes >= effect.after.bytes);
    if (over && effect.stream !== 'drip') {
      await last;
      return disturb(effect.stream, effect.error, opened, socket);
    }
    if (over) await waited(opened.clock, opened.beat, socket);
    if (socket.readyState !== socket.OPEN) return ABORTED;
    last = delivered(message, socket);
    sent += 1;
    bytes += Buffer.byteLength(message);
  }
  return undefined;
}

/** What becomes of a connection after the last message that is let through. */
async function disturb(
  how: Exclude<Stream['stream'], 'drip'>,
  error: Refusal = 'overloaded',
  { conversation, clock, beat }: Opened,
  socket: WebSocket,
): Promise<string> {
  if (how === 'error') {
    const refused = { refuse: error, status: refusalStatus(error) };
    await delivered(conversation.refuse(refused), socket);
    return 'an error in mid-stream';
  }
  if (how === 'end') socket.close(1000);
  if (how === 'break') socket.terminate();
  if (how === 'end' || how === 'break') return 'broken off by the service';
  while (await waited(clock, how === 'pings' ? beat : 'for-ever', socket)) socket.ping();
  return ABORTED;
}

/** Send a message. Resolves when it is on its way, so that what breaks afterwards spares it. */
const delivered = (message: string, socket: WebSocket): Promise<void> =>
  new Promise((resolve) => socket.send(message, () => resolve()));

/** Let time pass. Resolves to false where the connection is gone before it has. */
async function waited(
  clock: Clock,
  time: number | 'for-ever',
  socket: Duplex | WebSocket,
): Promise<boolean> {
  const gone = new AbortController();
  const leave = () => gone.abort();
  socket.once('close', leave);
  const { signal } = gone;
  const wait =
    time === 'for-ever' ? once(signal, 'abort') : clock.sleep(milliseconds(time), signal);
  try {
    await wait;
    return !signal.aborted;
  } catch {
    return false;
  } finally {
    socket.off('close', leave);
  }
}
