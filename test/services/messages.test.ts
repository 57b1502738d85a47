import { EventSourceParserStream } from 'eventsource-parser/stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { ask, MESSAGES, question, world } from './world.ts';

interface Streamed {
  readonly type: string;
  readonly index?: number;
  readonly message?: Readonly<Record<string, unknown>>;
  readonly content_block?: Readonly<Record<string, unknown>>;
  readonly delta?: Readonly<Record<string, unknown>>;
  readonly usage?: Readonly<Record<string, number>>;
}

/** The events of a stream, each with the name that it was sent under. */
async function events(response: Response): Promise<readonly (readonly [string, Streamed])[]> {
  const stream = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  const all: (readonly [string, Streamed])[] = [];
  for await (const { event, data } of stream) all.push([event ?? '', JSON.parse(data)]);
  return all;
}

/** Put a stream together as a client does, by the documentation. */
function assembled(streamed: readonly Streamed[]): Readonly<Record<string, unknown>> {
  const content: Record<string, unknown>[] = [];
  let message: Record<string, unknown> = {};
  const json: string[] = [];
  for (const { type, index = 0, delta = {}, ...event } of streamed) {
    if (type === 'message_start') message = { ...event.message };
    if (type === 'content_block_start') content[index] = { ...event.content_block };
    if (delta.type === 'text_delta') {
      content[index]!.text = `${content[index]!.text}${delta.text}`;
    }
    if (delta.type === 'input_json_delta')
      json[index] = `${json[index] ?? ''}${delta.partial_json}`;
    if (type === 'content_block_stop' && json[index] !== undefined) {
      content[index]!.input = JSON.parse(json[index]);
    }
    if (type === 'message_delta') {
      const usage = { ...(message.usage as object), ...event.usage };
      message = { ...message, ...delta, usage };
    }
  }
  return { ...message, content };
}

test('a stream has the documented events in the documented order', async () => {
  const { api, signIn } = world();
  const response = await api.answer(ask(signIn().accessToken, { ...question, stream: true }));
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const all = await events(response);
  for (const [name, { type }] of all) expect(name).toBe(type);
  expect(all.map(([name]) => name)).toEqual([
    'message_start',
    'content_block_start',
    'ping',
    'content_block_delta',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ]);
  const [, start] = all[0]!;
  expect(start.message).toMatchObject({ content: [], stop_reason: null, model: 'a-model' });
});

test.each([
  ['a text', {}],
  ['a tool call', { tool: true }],
] as const)('%s is the same as a whole and put together from a stream', async (_, given) => {
  const answer = async (stream: boolean) => {
    const { api, signIn } = world(given);
    return api.answer(ask(signIn().accessToken, { ...question, stream }));
  };
  const whole = await (await answer(false)).json();
  const streamed = (await events(await answer(true))).map(([, event]) => event);
  expect(assembled(streamed)).toEqual(whole);
  expect(whole.stop_reason).toBe('tool' in given ? 'tool_use' : 'end_turn');
});

test('a tool is called once, and its result brings the code word', async () => {
  const { api, signIn, model } = world({ tool: true });
  const { accessToken } = signIn();
  const called = await (await api.answer(ask(accessToken))).json();
  const [word, use] = called.content;
  expect(word).toEqual({ type: 'text', text: 'I will look it up.' });
  expect(use).toMatchObject({ type: 'tool_use', name: 'echo', input: { command: 'echo w1' } });
  expect(use.id).toMatch(/^toolu_\w+$/);
  const result = { type: 'tool_result', tool_use_id: use.id, content: 'w1' };
  const messages = [
    ...question.messages,
    { role: 'assistant', content: called.content },
    { role: 'user', content: [result] },
  ];
  const done = await (await api.answer(ask(accessToken, { ...question, messages }))).json();
  expect(done.stop_reason).toBe('end_turn');
  expect(model.holds('w1', done.content[0].text)).toBe(true);
  expect(model.holds('w2', done.content[0].text)).toBe(false);
});

test('whoever asks for nothing that we know gets an answer without a code word', async () => {
  const { api, signIn, model } = world();
  const messages = [{ role: 'user', content: 'Give this conversation a title.' }];
  const { accessToken } = signIn();
  const request = ask(accessToken, { ...question, messages });
  expect((await api.describe(request)).endpoint).toBe('other');
  const said = await (await api.answer(request)).json();
  expect(model.holds('w1', JSON.stringify(said))).toBe(false);
});

test('a request is described by its work and its token, and can still be read', async () => {
  const { api, signIn } = world();
  const request = ask(signIn().accessToken, question, { 'x-api-key': 'any' });
  expect(await api.describe(request)).toEqual({
    operation: 'POST /v1/messages',
    endpoint: 'messages',
    presents: [
      { kind: 'access', token: 'access-1' },
      { kind: 'api-key', token: 'unknown' },
    ],
    work: 'w1',
    recalls: ['w1'],
  });
  expect((await api.answer(request)).status).toBe(200);
});

/** Status, body and headers of an answer that says no. */
async function turnedAway(response: Response) {
  const { headers, status } = response;
  return { status, body: await response.json(), id: headers.get('request-id') };
}

const EXPIRED =
  'OAuth token has expired. Please obtain a new token or refresh your existing token.';

test('tokens are checked against the ledger, whatever the faults are', async () => {
  const { api, signIn, ledger, pass } = world();
  const [good, short, revoked] = [signIn(), signIn(minutes(1)), signIn()];
  ledger.revoke(revoked.access.family, 'signed out');
  await pass(minutes(1));
  const answer = async (request: Request) => turnedAway(await api.answer(request));
  const no = async (token: string | undefined, headers = {}) =>
    (await answer(ask(token, question, headers))).body.error.message;
  expect(await no(short.accessToken)).toBe(EXPIRED);
  expect(await no(revoked.accessToken)).toBe(
    'OAuth token has been revoked. Please obtain a new token.',
  );
  expect(await no('never-issued')).toBe('Invalid bearer token');
  expect(await no(good.refreshToken)).toBe('Invalid bearer token');
  expect(await no(undefined)).toBe('x-api-key header is required');
  expect(await no(undefined, { 'x-api-key': 'sk' })).toBe('invalid x-api-key');
  expect((await api.answer(ask(good.accessToken))).status).toBe(200);
});

test('a 401 is worded, and headed, as the API words it', async () => {
  const { api } = world();
  const { status, body, id } = await turnedAway(await api.answer(ask('never-issued')));
  expect(status).toBe(401);
  expect(id).toMatch(/^req_[a-z0-9]{24}$/);
  expect(body).toEqual({
    type: 'error',
    error: { type: 'authentication_error', message: 'Invalid bearer token' },
    request_id: id,
  });
});

test.each([
  ['overloaded', 529, 'overloaded_error', 'Overloaded'],
  ['unavailable', 500, 'api_error', 'Internal server error'],
  ['unauthorized', 401, 'authentication_error', 'Invalid authentication credentials'],
] as const)('%s is %d, %s', async (refuse, status, type, message) => {
  const { api } = world();
  const told = await turnedAway(api.refuse({ refuse, status }, ask('any')));
  expect(told).toMatchObject({ status, body: { type: 'error', error: { type, message } } });
});

test.each([
  ['half a body', '{"model":', 'The request body is not valid JSON'],
  ['null', null, 'The request body is not an object'],
  ['no model', { ...question, model: undefined }, 'model: Field required'],
  ['no bound', { ...question, max_tokens: 0 }, 'max_tokens: Field required'],
  ['no messages', { ...question, messages: [] }, 'messages: Field required'],
  [
    'a message of nobody',
    { ...question, messages: [{ role: 'nobody', content: 'x' }] },
    'messages: Input should be a valid list of turns',
  ],
  [
    'a block that is none',
    { ...question, messages: [{ role: 'user', content: [null] }] },
    'messages: Input should be a valid list of turns',
  ],
  ['a tool that is none', { ...question, tools: [null] }, 'tools: Input should be a valid list'],
])('a request with %s is invalid', async (_, body, message) => {
  const { api, signIn } = world();
  const { status, body: told } = await turnedAway(
    await api.answer(ask(signIn().accessToken, body)),
  );
  expect([status, told.error.type, told.error.message]).toEqual([
    400,
    'invalid_request_error',
    message,
  ]);
});

test('a request without a version is invalid', async () => {
  const { api, signIn } = world();
  const request = ask(signIn().accessToken);
  request.headers.delete('anthropic-version');
  const { status, body } = await turnedAway(await api.answer(request));
  expect([status, body.error.message]).toEqual([400, 'anthropic-version: header is required']);
});

test('no token comes before no body: who may not ask is not told what to ask', async () => {
  const { api } = world();
  expect((await api.answer(ask('never-issued', 'nonsense'))).status).toBe(401);
});

test('what else a client asks its API host for is answered with nothing in it', async () => {
  const { api } = world();
  const at = (path: string, init?: RequestInit) =>
    api.answer(new Request(`https://model.example${path}`, init));
  expect(await (await at('/api/flags')).json()).toEqual({});
  expect((await at('/api/flags', { method: 'HEAD' })).body).toBeNull();
  expect((await at('/v1/messages/batches', { method: 'POST' })).status).toBe(404);
  expect((await at('/v1/messages')).status).toBe(405);
});

test('every request has an id of its own', async () => {
  const { api } = world();
  const ids: (string | null)[] = [];
  for (let n = 0; n < 50; n += 1) {
    ids.push((await api.answer(ask('never-issued'))).headers.get('request-id'));
  }
  expect(new Set(ids).size).toBe(50);
});

test('a stream that nobody listens to any more comes to its end', async () => {
  const { api, signIn } = world();
  const aborter = new AbortController();
  const body = JSON.stringify({ ...question, stream: true });
  const headers = ask(signIn().accessToken).headers;
  const init = { method: 'POST', body, headers, signal: aborter.signal };
  const reader = (await api.answer(new Request(MESSAGES, init))).body!.getReader();
  await reader.read();
  aborter.abort();
  let left = 0;
  while (!(await reader.read()).done) left += 1;
  expect(left).toBeLessThanOrEqual(1);
});

const block = fc.oneof(
  fc.constantFrom(null, { type: 'tool_result' }, { type: 'text', text: 'code word of item w1' }),
  fc.record({ type: fc.constantFrom('text', 'tool_result', 'image'), text: fc.anything() }),
  fc.anything(),
);
const turn = fc.oneof(
  fc.record({
    role: fc.constantFrom('user', 'user', 'assistant', 'system'),
    content: fc.oneof(
      fc.string(),
      fc.constant('What is the code word of item w1?'),
      fc.array(block, { maxLength: 4 }),
      fc.anything(),
    ),
  }),
  fc.anything(),
);
const almost = fc.record(
  {
    model: fc.oneof({ weight: 5, arbitrary: fc.constant('a-model') }, fc.anything()),
    max_tokens: fc.oneof({ weight: 5, arbitrary: fc.constant(10) }, fc.anything()),
    messages: fc.oneof(fc.array(turn, { maxLength: 4 }), fc.anything()),
    tools: fc.oneof(
      fc.array(fc.oneof(fc.constantFrom({ name: 'echo' }, null), fc.anything()), { maxLength: 3 }),
      fc.anything(),
    ),
    stream: fc.anything(),
  },
  { requiredKeys: [] },
);
const json = (value: unknown): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'bigint' ? 0 : part)) ?? 'null';

test('whatever it is sent, it answers, and describes without a crash', async () => {
  const { api, signIn } = world({ tool: true });
  const { accessToken } = signIn();
  const bodies = fc.oneof(fc.string(), fc.json(), almost.map(json), almost.map(json));
  await fc.assert(
    fc.asyncProperty(bodies, async (text) => {
      const request = ask(accessToken, text);
      expect(['messages', 'other']).toContain((await api.describe(request)).endpoint);
      const response = await api.answer(request);
      expect([200, 400]).toContain(response.status);
      expect(await response.text()).not.toBe('');
    }),
    { numRuns: 1_000 },
  );
});
