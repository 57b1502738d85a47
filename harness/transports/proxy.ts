import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Doors } from './doors.ts';
import { listening } from './listening.ts';

/** The only way out of a company's network. */
export interface Proxy {
  readonly url: string;
  close(): Promise<void>;
}

/** What it says to CONNECT (RFC 9110, sections 9.3.6 and 15.5.8). */
const WAY = {
  through: 'HTTP/1.1 200 Connection Established\r\n\r\n',
  refused:
    'HTTP/1.1 407 Proxy Authentication Required\r\n' +
    'Proxy-Authenticate: Basic realm="company"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n',
};

/**
 * Open a proxy that makes tunnels and does nothing else. It looks no names up: whoever is asked
 * for is taken in at once, so that a client behind it leaves no look-up in the log.
 *
 * @param port 0 for any free one
 * @throws HarnessError when the port cannot be had
 */
export async function openProxy(options: {
  readonly enter: Doors['enter'];
  readonly address: string;
  readonly port: number;
}): Promise<Proxy> {
  const { enter, address, port } = options;
  const server = createServer({ headersTimeout: 0, requestTimeout: 0 }, (_, outgoing) => {
    outgoing.writeHead(405, { allow: 'CONNECT' }).end();
  });
  server.timeout = 0;
  server.on('connect', ({ url = '' }, raw: Socket, head: Buffer) => {
    const host = url.replace(/:\d*$/, '').toLowerCase();
    if (head.length > 0) raw.unshift(head);
    enter(raw, host, WAY);
  });
  await listening(`a proxy on ${address}:${port}`, server, () => server.listen(port, address));
  const bound = server.address() as { port: number };
  return {
    url: `http://${address}:${bound.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
