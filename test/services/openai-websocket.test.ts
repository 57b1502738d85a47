import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { minutes } from '#core/duration.ts';
import type { Effects } from '#core/effect.ts';
import { type Attempt, defineFault } from '#core/fault.ts';
import { during, strikes, throughout } from '#core/timeline.ts';
import { unauthorized } from '#faults/unauthorized.ts';
import { unended } from '#test/transports/opened.ts';
import { CODEX, served } from './providers.ts';
import { reaching } from './reaching.ts';

const PATH = '/backend-api/codex/responses';

const isHandshake = ({ operation }: Attempt) => operation.startsWith('GET ');

/** A fault that strikes either the handshakes or the messages of a connection. */
const struck = (what: 'handshake' | 'message', effect: Effects['http']) =>
  defineFault({
    name: 'struck',
    layer: 'http',
    strike: (attempt) => (isHandshake(attempt) === (what === 'handshake') ? effect : undefined),
  })('model');

const create = (fields: object = {}) => ({
  type: 'response.create',
  model: 'gpt-5.5',
  store: false,
  input: [
    {
      type: 'message',
      role: 'user',
      content: [{ type: 'input_text', text: 'What is the code word of item w1?' }],
    },
  ],
  tools: [{ type: 'function', name: 'shell_command' }],
  ...fields,
});

type Told = {
  readonly type: string;
  readonly status?: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly delta?: string;
  readonly response?: { readonly id: string; readonly output: readonly object[] };
};

/** A program that speaks RFC 6455 to our services, as Codex does before it tries anything else. */
async function connected(
  options: Parameters<typeof served>[1] & { token?: string; path?: string } = {},
) {
  const there = await served(CODEX, options);
  const { trust, origin } = reaching(there.sockets);
  const { accessToken } = there.signIn();
  const authorization = `Bearer ${options.token ?? accessToken}`;
  const url = `${origin('chatgpt.com', 'wss')}${options.path ?? PATH}`;
  const open = () => {
    const socket = new WebSocket(url, { ...trust, headers: { authorization } });
    onTestFinished(() => socket.terminate());
    socket.on('error', () => undefined);
    return socket;
  };
  return { ...there, accessToken, open, socket: open() };
}

/** What is said until a response has come to its end, or the connection has. */
async function told(socket: WebSocket, message: unknown): Promise<readonly Told[]> {
  if (socket.readyState === WebSocket.CONNECTING) await once(socket, 'open');
  const all: Told[] = [];
  const over = new Promise<void>((resolve) => {
    socket.once('close', () => resolve());
    socket.on('message', (data) => {
      const each: Told = JSON.parse(`${data}`);
      all.push(each);
      if (['response.completed', 'error'].includes(each.type)) resolve();
    });
  });
  socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  await over;
  socket.removeAllListeners('message');
  return all;
}

/** The status with which a handshake is turned away. */
const refusedWith = (socket: WebSocket) =>
  new Promise<readonly [number | undefined, string]>((resolve, reject) => {
    socket.once('open', () => reject(new Error('was let in')));
    socket.once('unexpected-response', async (_request, response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve([response.statusCode, body]);
    });
  });

/** The code with which a connection is closed; 1006 where it just breaks. */
const closing = (socket: WebSocket) =>
  new Promise<number>((resolve) => socket.once('close', (code) => resolve(code)));

const text = (messages: readonly Told[]) => messages.map(({ delta }) => delta ?? '').join('');

test('a message is answered by the events of a stream, one message each', async () => {
  const { socket, script } = await connected();
  const messages = await told(socket, create());
  expect(messages.at(0)?.type).toBe('response.created');
  expect(messages.at(-1)?.type).toBe('response.completed');
  expect(script.holds('w1', text(messages))).toBe(true);
});

test('the gate sees the handshake, then each message under its credentials', async () => {
  const there = await connected();
  await told(there.socket, create());
  await told(there.socket, create({ input: [] }));
  there.socket.close();
  const seen = there.facts.flatMap((fact) =>
    fact.kind === 'attempt.began' && fact.layer === 'http'
      ? [[fact.operation, fact.endpoint, fact.work, fact.presents]]
      : [],
  );
  const presents = [{ kind: 'access', token: 'access-1' }];
  expect(seen).toEqual([
    [`GET ${PATH}`, 'messages', undefined, presents],
    [`response.create ${PATH}`, 'messages', 'w1', presents],
    [`response.create ${PATH}`, 'other', undefined, presents],
  ]);
  const ended = () =>
    there.facts.flatMap((fact) =>
      fact.kind === 'attempt.ended' && fact.status !== undefined ? [fact.status] : [],
    );
  await there.told(() => ended().length === 3);
  expect(ended()).toEqual([101, 200, 200]);
  expect(unended(there.facts)).toEqual([]);
});

test('a connection is warmed up, and goes on from its last response', async () => {
  const { socket, script } = await connected({ tool: true });
  const asked = create({
    input: [{ type: 'message', role: 'user', content: script.prompt('w1') }],
  });
  const [warm] = (await told(socket, { ...asked, generate: false })).slice(-1);
  expect(warm?.response?.output).toEqual([]);
  const first = await told(socket, create({ previous_response_id: warm?.response?.id, input: [] }));
  const { id, output } = first.at(-1)!.response!;
  expect(output).toMatchObject([
    { type: 'function_call', name: 'shell_command', arguments: '{"command":"echo w1"}' },
  ]);
  const brought = [{ type: 'function_call_output', call_id: 'call', output: 'w1' }];
  const last = await told(socket, create({ previous_response_id: id, input: brought }));
  expect(script.holds('w1', text(last))).toBe(true);
  const lost = await told(socket, create({ previous_response_id: 'resp_0' }));
  expect(lost).toMatchObject([{ status: 400, error: { code: 'previous_response_not_found' } }]);
});

test('a stranger’s token is turned away at the handshake, in the API’s words', async () => {
  const { socket } = await connected({ token: 'nobody' });
  const [status, body] = await refusedWith(socket);
  expect(status).toBe(401);
  expect(JSON.parse(body).error.code).toBe('invalid_api_key');
});

test('the first handshake is refused and the second is let in (codex-websocket-401)', async () => {
  const fault = during({ from: minutes(0), until: strikes(1) }, unauthorized('model'));
  const there = await connected({ faults: [fault] });
  expect((await refusedWith(there.socket))[0]).toBe(401);
  const messages = await told(there.open(), create());
  expect(messages.at(-1)?.type).toBe('response.completed');
});

test('where no WebSocket is, the handshake is a request like any other', async () => {
  const elsewhere = await connected({ path: '/backend-api/elsewhere' });
  expect((await refusedWith(elsewhere.socket))[0]).toBe(404);
});

test('a token that is revoked ends what is said under it', async () => {
  const there = await connected();
  await told(there.socket, create());
  there.ledger.revoke('family-1', 'told to');
  const messages = await told(there.socket, create());
  expect(messages).toMatchObject([
    { type: 'error', status: 401, error: { code: 'token_revoked' } },
  ]);
});

test('a message is refused with a status and the API’s words', async () => {
  const faults = [throughout(struck('message', { refuse: 'overloaded', status: 503 }))];
  const there = await connected({ faults });
  const messages = await told(there.socket, create());
  expect(messages).toMatchObject([
    { type: 'error', status: 503, error: { code: 'server_is_overloaded' } },
  ]);
});

const AFTER = { after: { events: 5 } } as const;

test.each([
  ['end', 1000],
  ['break', 1006],
] as const)('a stream that comes to an early %s closes the connection', async (stream, code) => {
  const faults = [throughout(struck('message', { stream, ...AFTER }))];
  const there = await connected({ faults });
  const closed = closing(there.socket);
  expect(await told(there.socket, create())).toHaveLength(5);
  expect(await closed).toBe(code);
  const ended = there.facts.findLast((fact) => fact.kind === 'attempt.ended');
  expect(ended).toMatchObject({ error: 'broken off by the service' });
});

test('what disturbs the stream of a handshake disturbs all that follows it', async () => {
  const faults = [throughout(struck('handshake', { stream: 'error', ...AFTER }))];
  const there = await connected({ faults });
  for (const message of [create(), create()]) {
    const messages = await told(there.socket, message);
    expect(messages).toHaveLength(6);
    const error = { code: 'server_is_overloaded' };
    expect(messages.at(-1)).toMatchObject({ type: 'error', status: 529, error });
  }
});

test.each(['silence', 'pings'] as const)(
  'a stream ends in %s until somebody leaves',
  async (stream) => {
    const there = await connected({
      faults: [throughout(struck('message', { stream, ...AFTER }))],
    });
    const over = told(there.socket, create());
    await there.told((fact) => fact.kind === 'attempt.began' && fact.operation.startsWith('resp'));
    there.socket.close();
    expect((await over).length).toBeLessThanOrEqual(5);
    await there.told(
      (fact) => fact.kind === 'attempt.ended' && fact.error === 'aborted by the client',
    );
  },
);

test.each(['handshake', 'message'] as const)(
  'a %s that is lost breaks the connection',
  async (what) => {
    const there = await connected({ faults: [throughout(struck(what, { lose: 'request' }))] });
    const closed = closing(there.socket);
    if (what === 'message') await told(there.socket, create());
    expect(await closed).toBe(1006);
  },
);

test('a late handshake is late, and then let in', async () => {
  const there = await connected({ faults: [throughout(struck('handshake', { late: 5 }))] });
  const messages = await told(there.socket, create());
  expect(messages.at(-1)?.type).toBe('response.completed');
});

test('what stands in front of the service closes a connection that it cannot serve', async () => {
  const fault = struck('message', { page: 'bad-gateway', status: 502 });
  const there = await connected({ faults: [throughout(fault)] });
  const closed = closing(there.socket);
  expect(await told(there.socket, create())).toEqual([]);
  expect(await closed).toBe(1014);
});

test.each(['not JSON', '[]', 'null', '"text"', '{"type":"response.cancel"}', '{}'])(
  'the message %s is an error, and the connection goes on',
  async (message) => {
    const there = await connected();
    expect(await told(there.socket, message)).toMatchObject([{ type: 'error', status: 400 }]);
    const messages = await told(there.socket, create());
    expect(messages.at(-1)?.type).toBe('response.completed');
  },
);
