import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendResponse } from '@remix-run/node-fetch-server';
import { reason } from '#core/errors.ts';
import type { Role } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { Prepared } from '#services/prepared.ts';
import { disturbed } from './disturbance.ts';
import { received } from './received.ts';
import type { Passage } from './unended.ts';

/** Who is being asked, as the connection tells. */
export interface Asked {
  readonly role: Role;
  readonly host: string;
  readonly service: Service;
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
  { role, host, service }: Asked,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const request = await readable(incoming, outgoing);
  if (!request || outgoing.destroyed) return;
  try {
    const described = await service.describe(request);
    if (outgoing.destroyed) return;
    const crossing = gate.cross({ layer: 'http', role, host, ...described });
    let broken = 'aborted by the client';
    outgoing.once('close', () => {
      const status = outgoing.headersSent ? { status: outgoing.statusCode } : {};
      crossing.end({ ...status, ...(!outgoing.writableFinished && { error: broken }) });
    });
    const response = crossing.effect
      ? await disturbed(crossing.effect, service, request)
      : await service.answer(request);
    await send(response, incoming, outgoing).catch(() => {
      // The service breaks its stream off: so does the connection, in the middle of the body.
      broken = 'broken off by the service';
      outgoing.destroy();
    });
  } catch (thrown) {
    if (request.signal.aborted) return;
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
  const sent = sendResponse(outgoing, response);
  // The headers of a stream are worth something before its first event.
  if (response.body && !outgoing.writableEnded) outgoing.flushHeaders();
  await sent;
}

/**
 * All of it at once: Node puts what is written in one go into one packet. A body in one piece
 * says how long it is, as it does in the world.
 */
function write({ status, headers, pieces }: Prepared, outgoing: ServerResponse): void {
  const fields = [...headers].flat();
  const last = pieces.at(-1);
  if (pieces.length === 1) fields.push('content-length', `${Buffer.byteLength(last!)}`);
  outgoing.writeHead(status, fields);
  for (const piece of pieces.slice(0, -1)) outgoing.write(piece);
  outgoing.end(last);
}
