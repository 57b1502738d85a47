import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { defineFault } from '#core/fault.ts';
import { throughout } from '#core/timeline.ts';
import { gateFor } from '#test/gate.ts';
import { Kernel } from '#time/kernel.ts';
import { inProcess } from '#transports/in-process.ts';
import { MODEL, PROFILE, service } from './opened.ts';

/** What arrives at the host that somebody was sent on to. */
interface Arrived {
  readonly method: string;
  readonly body: string;
  readonly headers: readonly (string | null)[];
}

const HEADERS = ['authorization', 'cookie', 'x-api-key', 'content-type'];
const INIT: RequestInit = {
  method: 'POST',
  headers: { authorization: 'a', cookie: 'b', 'x-api-key': 'c', 'content-type': 'd/e' },
  body: 'a refresh token',
};

/** What a client sees, and what the other host does. */
async function outcome(asked: Promise<Response>, arrived: readonly Arrived[]) {
  const saw = await asked.then(
    ({ status }) => status,
    ({ message, cause }: Error) => [message, (cause as Error).message],
  );
  return { saw, arrived };
}

async function inVirtualTime(redirect: RequestRedirect) {
  const arrived: Arrived[] = [];
  const fault = defineFault({
    name: 'effect',
    layer: 'http',
    strike: () => ({ redirect: 'elsewhere.example' }),
  });
  const kernel = new Kernel(0);
  const net = inProcess({
    gate: gateFor([throughout(fault('model'))]),
    profile: PROFILE,
    clock: kernel.clock('network'),
    serviceAt: () =>
      service(async (request) => {
        const headers = HEADERS.map((name) => request.headers.get(name));
        arrived.push({ method: request.method, body: await request.text(), headers });
        return new Response('here');
      }),
  });
  const asked = net.fetch(`https://${MODEL}/`, { ...INIT, redirect });
  asked.catch(() => undefined);
  await kernel.run({ until: Infinity, events: 1_000, settled: () => false });
  return outcome(asked, arrived);
}

async function listening(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

async function byNode(redirect: RequestRedirect) {
  const arrived: Arrived[] = [];
  const elsewhere = await listening(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const headers = HEADERS.map((name) => (request.headers[name] as string) ?? null);
    arrived.push({ method: request.method!, body, headers });
    response.end('here');
  });
  const here = await listening((request, response) => {
    request.resume().once('end', () => response.writeHead(307, { location: elsewhere }).end());
  });
  return outcome(fetch(here, { ...INIT, redirect }), arrived);
}

test.each(['follow', 'manual', 'error'] as const)(
  'whoever would %s a redirect is led, in process, where Node’s fetch is led',
  async (redirect) => {
    const real = await byNode(redirect);
    expect(await inVirtualTime(redirect)).toEqual(real);
    expect(real.arrived).toHaveLength(redirect === 'follow' ? 1 : 0);
  },
);
