import type { IncomingMessage, ServerResponse } from 'node:http';
import { createRequest, sendResponse } from '@remix-run/node-fetch-server';
import { reason } from '#core/errors.ts';
import type { Role } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { disturbed } from './disturbance.ts';
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
  const request = readable(incoming, outgoing);
  if (!request) return;
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
    // A stream goes on for as long as somebody reads it.
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
    if (!isStream) crossing.answering(response.status);
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

/** The request as the services know it, or undefined after answering one that cannot be read. */
function readable(incoming: IncomingMessage, outgoing: ServerResponse): Request | undefined {
  try {
    return createRequest(incoming, outgoing);
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
  const sent = sendResponse(outgoing, response);
  // The headers of a stream are worth something before its first event.
  if (response.body && !outgoing.writableEnded) outgoing.flushHeaders();
  await sent;
}
