import { once } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { milliseconds } from '#core/duration.ts';
import type { Effects } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import { defineFault } from '#core/fault.ts';
import type { Conversing, Service } from '#core/service.ts';
import { throughout } from '#core/timeline.ts';
import { gateFor } from '#test/gate.ts';
import { wallClock } from '#time/wall.ts';
import { asksForOne, conversing } from '#transports/conversing.ts';
import { service } from './opened.ts';

/** A service that says back what it hears, word by word. */
const echo: Service = {
  ...service(),
  converse: () => ({
    describe: () => ({ operation: 'say', endpoint: 'messages' }),
    answer: (message) => message.split(' '),
    refuse: ({ refuse }) => refuse,
  }),
};

/** A server that takes WebSockets in under an effect, with a beat of a millisecond. */
async function opened(effect?: Effects['http'], answers: Service = echo) {
  const facts: Fact[] = [];
  const struck = defineFault({
    name: 'struck',
    layer: 'http',
    strike: ({ operation }) => (operation === 'say' ? effect : undefined),
  });
  const gate = gateFor([throughout(struck('model'))], { tell: (fact) => void facts.push(fact) });
  const asked = { role: 'model', host: 'model.example', service: answers } as const;
  const server = createServer(
    { shouldUpgradeCallback: (incoming) => asksForOne(incoming, asked) },
    (_incoming, outgoing) => outgoing.writeHead(426).end(),
  );
  const converse = conversing(wallClock(), milliseconds(1));
  server.on(
    'upgrade',
    (incoming, socket, head) => void converse(gate, asked, incoming, socket, head),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const socket = new WebSocket(`ws://127.0.0.1:${port}/`);
  socket.on('error', () => undefined);
  onTestFinished(() => {
    socket.terminate();
    server.closeAllConnections();
    server.close();
  });
  return { socket, facts, port };
}

/** So many messages, which may come in all at once. */
const hearing = (socket: WebSocket, count: number) =>
  new Promise<readonly string[]>((resolve) => {
    const heard: string[] = [];
    socket.on('message', (data) => {
      heard.push(`${data}`);
      if (heard.length === count) resolve(heard);
    });
  });

test('a drip brings everything, a beat apart', async () => {
  const { socket, facts } = await opened({ stream: 'drip', after: { events: 1 } });
  const heard = hearing(socket, 3);
  await once(socket, 'open');
  socket.send('one two three');
  expect(await heard).toEqual(['one', 'two', 'three']);
  expect(facts.filter(({ kind }) => kind === 'attempt.began')).toHaveLength(2);
});

test('pings come for as long as somebody listens, and nothing else does', async () => {
  const { socket } = await opened({ stream: 'pings', after: { events: 1 } });
  const heard: string[] = [];
  socket.on('message', (data) => heard.push(`${data}`));
  await once(socket, 'open');
  socket.send('one two');
  for (const _ of [1, 2, 3]) await once(socket, 'ping');
  expect(heard).toEqual(['one']);
});

/** The same, with the status of what it refuses. */
const strict: Service = {
  ...echo,
  converse: (request) => ({
    ...(echo.converse!(request) as Conversing),
    refuse: ({ refuse, status }) => `${refuse} ${status}`,
  }),
};

test.each([
  [undefined, 'overloaded 529'],
  ['unauthorized', 'unauthorized 401'],
  ['rate-limited', 'rate-limited 429'],
  ['server-error', 'server-error 500'],
] as const)('an error in mid-stream, given as %s, is told as %s', async (error, told) => {
  const after = { events: 1 };
  const { socket } = await opened({ stream: 'error', after, ...(error && { error }) }, strict);
  const heard = hearing(socket, 2);
  await once(socket, 'open');
  socket.send('one two');
  expect(await heard).toEqual(['one', told]);
});

test('bytes are counted, and not characters', async () => {
  const { socket } = await opened({ stream: 'error', after: { bytes: 4 } }, strict);
  const heard = hearing(socket, 2);
  await once(socket, 'open');
  // Three characters in six bytes.
  socket.send('äöü two');
  expect(await heard).toEqual(['äöü', 'overloaded 529']);
});

test('messages that come at once are answered one after the other', async () => {
  const { socket } = await opened({ late: 2 });
  const heard = hearing(socket, 3);
  await once(socket, 'open');
  socket.send('one two');
  socket.send('three');
  expect(await heard).toEqual(['one', 'two', 'three']);
});

test('where a service has no WebSockets, whoever asks for one is given HTTP', async () => {
  const { socket } = await opened(undefined, service());
  const [, response] = await once(socket, 'unexpected-response');
  expect(response.statusCode).toBe(426);
});

test('a handshake that is none is turned away, and the log says so', async () => {
  const { facts, port } = await opened();
  const headers = { connection: 'upgrade', upgrade: 'websocket' };
  const [response] = await once(get({ port, headers, agent: false }), 'response');
  expect(response.statusCode).toBe(400);
  const ended = { kind: 'attempt.ended', error: 'a malformed handshake' };
  expect(facts).toContainEqual(expect.objectContaining(ended));
});

test('our own failure ends a connection, and stands in the log as ours', async () => {
  const failing: Service = {
    ...echo,
    converse: () => {
      throw new Error('our mistake');
    },
  };
  const { socket, facts } = await opened(undefined, failing);
  await expect(once(socket, 'open')).rejects.toThrow('socket hang up');
  const error = 'The model service failed: our mistake';
  expect(facts).toContainEqual({ kind: 'harness.failed', error });
});
