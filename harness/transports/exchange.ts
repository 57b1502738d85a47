import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { sendResponse } from '@remix-run/node-fetch-server';
import type { Clock } from '#core/clock.ts';
import type { Spoilt } from '#core/effect.ts';
import { reason } from '#core/errors.ts';
import { ABORTED } from '#core/fault.ts';
import type { Role } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { Prepared } from '#services/prepared.ts';
import { BROKEN_OFF, Broken } from './broken.ts';
import { disturbed } from './disturbance.ts';
import { received } from './received.ts';
import type { Passage } from './unended.ts';

/** Who is being asked, as the connection tells. */
export interface Asked {
  readonly role: Role;
  readonly host: string;
  readonly service: Service;
  /** What is wrong with the certificate that was shown. */
  readonly certificate?: Spoilt;
}

/**
 * One request and its response over HTTP, through the gate. Resolves when nothing more will be
 * sent; the attempt ends when the last byte has been delivered, or when one side has gone away.
 *
 * A request that breaks off before its service could tell what it is, is no attempt: there is
 * nothing that a fault could have struck.
 */
export async function exchange(
  gate: Passage,
  clock: Clock,
  { role, host, service, certificate }: Asked,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readable(incoming, outgoing);
  if (!request || outgoing.destroyed) return;
  let broken: string = ABORTED;
  /** The service breaks off: so does the connection, but not before what has been said is sent. */
  const breakOff = () => {
    broken = BROKEN_OFF;
    if (outgoing.headersSent) outgoing.flushHeaders();
    incoming.socket.destroySoon();
  };
  try {
    const described = await service.describe(request);
    if (outgoing.destroyed) return;
    const crossing = gate.cross({
      ...{ layer: 'http', role, host },
      ...described,
      ...(certificate && { certificate }),
    });
    outgoing.once('close', () => {
      const status = outgoing.headersSent ? { status: outgoing.statusCode } : {};
      crossing.end({ ...status, ...(!outgoing.writableFinished && { error: broken }) });
    });
    const response = crossing.effect
      ? await disturbed(crossing.effect, service, request, clock)
      : await service.answer(request);
    // A stream goes on for as long as somebody reads it.
    if (!typeOf(response).startsWith('text/event-stream')) crossing.answering(response.status);
    await send(response, incoming, outgoing).catch(breakOff);
  } catch (thrown) {
    if (request.signal.aborted) return;
    if (thrown instanceof Broken) return breakOff();
    gate.tell({ kind: 'harness.failed', error: `The ${role} service failed: ${reason(thrown)}` });
    if (!outgoing.headersSent) outgoing.writeHead(500).end();
  }
}

/** The request as the services know it, or undefined where there is none that can be read. */
async function readable(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Request | undefined> {
  try {
    return await received(incoming, outgoing);
  } catch {
    // A method or a Host header that `Request` does not take.
    outgoing.writeHead(400).end();
    return undefined;
  }
}

async function send(
  response: Response,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (outgoing.destroyed || incoming.method === 'HEAD') await response.body?.cancel();
  if (outgoing.destroyed) return;
  if (response instanceof Prepared && !response.bodyUsed) return write(response, outgoing);
  // The headers of a stream are worth something before its first event. Where that is there at
  // once, they go with it: a write of their own would cost as much as all the rest.
  const flushing = setImmediate(() => outgoing.flushHeaders());
  try {
    await sendResponse(outgoing, response);
  } finally {
    clearImmediate(flushing);
  }
}

/**
 * All of it at once. Where it is to be chunked (RFC 9112, section 7.1), Node would hand the framing
 * to the kernel piece by piece, which costs as much as all the rest: so it is put around it here.
 */
function write({ status, fields, pieces }: Prepared, outgoing: ServerResponse): void {
  outgoing.writeHead(status, fields as OutgoingHttpHeaders);
  if (!outgoing.chunkedEncoding) return void outgoing.end(pieces.join(''));
  outgoing.chunkedEncoding = false;
  const chunks = pieces.filter((piece) => piece !== '').map(chunk);
  outgoing.end(`${chunks.join('')}0\r\n\r\n`);
}

const typeOf = (response: Response): string =>
  response instanceof Prepared
    ? response.contentType
    : (response.headers.get('content-type') ?? '');

const chunk = (piece: string): string => `${Buffer.byteLength(piece).toString(16)}\r\n${piece}\r\n`;
