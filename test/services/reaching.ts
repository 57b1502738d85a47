import { Agent, request } from 'node:https';
import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import type { ReadableStream as Readables } from 'node:stream/web';
import type { Sockets } from '#transports/sockets.ts';

/** What a program has to be told to find our sockets and to trust them, and a `fetch` that is. */
export function reaching(sockets: Sockets) {
  const lookup: LookupFunction = (host, { all }, done) => {
    const address = sockets.addressOf(host);
    if (all) done(null, [{ address, family: 4 }]);
    else done(null, address, 4);
  };
  const trust = { ca: sockets.caPem, lookup };
  const agent = new Agent(trust);
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const asked = new Request(input, init);
    const body = Buffer.from(await asked.arrayBuffer());
    return new Promise((resolve, reject) => {
      const headers = Object.fromEntries(asked.headers);
      const asking = request(asked.url, { agent, method: asked.method, headers }, (incoming) => {
        const { statusCode: status = 0, headers: got } = incoming;
        const told = new Headers(Object.entries(got).map(([name, value]) => [name, `${value}`]));
        const stream = Readable.toWeb(incoming) as Readables<Uint8Array> as ReadableStream;
        resolve(new Response(stream, { status, headers: told }));
      });
      asked.signal.addEventListener('abort', () => asking.destroy());
      asking.on('error', reject).end(body);
    });
  };
  return {
    trust,
    fetch,
    /** The origin of a host, with the port that our doors got. */
    origin: (host: string, scheme = 'https') => `${scheme}://${host}:${sockets.ports.tls}`,
  };
}
