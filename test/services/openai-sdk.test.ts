import OpenAI, {
  APIError,
  AuthenticationError,
  BadRequestError,
  InternalServerError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai';
import { ResponsesWS } from 'openai/resources/responses/ws';
import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import type { Refusal, RetryAfter } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';
import { during, strikes, throughout } from '#core/timeline.ts';
import { CODEX, served } from './providers.ts';
import { reaching } from './reaching.ts';

const API = 'api.openai.com';

const question = 'What is the code word of item w1?';
const shell = {
  type: 'function',
  name: 'shell_command',
  description: 'Runs a command',
  parameters: { type: 'object', properties: { command: { type: 'string' } } },
  strict: false,
} as const;

/** A fault that has every request refused in the same way. */
const refused = (refuse: Refusal, status: number, retryAfter?: RetryAfter) =>
  defineFault({
    name: 'refused',
    layer: 'http',
    strike: () => ({ refuse, status, ...(retryAfter && { retryAfter }) }),
  })('model');

/** The official client, before our services over TLS. */
async function client(options: Parameters<typeof served>[1] = {}) {
  const there = await served(CODEX, options);
  const reached = reaching(there.sockets);
  const { accessToken } = there.signIn();
  const openai = new OpenAI({
    apiKey: accessToken,
    baseURL: `${reached.origin(API)}/v1`,
    maxRetries: 0,
    fetch: reached.fetch,
  });
  return { ...there, ...reached, openai, accessToken };
}

test('the official SDK gets a response that the scripted model has made', async () => {
  const { openai, script } = await client();
  const response = await openai.responses.create({
    model: 'gpt-5.5',
    input: question,
    tools: [shell],
  });
  expect(response.status).toBe('completed');
  expect(script.holds('w1', response.output_text)).toBe(true);
  expect(response.usage?.total_tokens).toBe(20);
});

test('the SDK puts a streamed response together, and it is a whole one', async () => {
  const { openai, script } = await client();
  const stream = openai.responses.stream({ model: 'gpt-5.5', input: question, tools: [shell] });
  const types: string[] = [];
  const numbers: number[] = [];
  let text = '';
  for await (const event of stream) {
    types.push(event.type);
    numbers.push(event.sequence_number);
    if (event.type === 'response.output_text.delta') text += event.delta;
  }
  const whole = await stream.finalResponse();
  expect(types).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
    'response.output_text.delta',
    'response.output_text.delta',
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ]);
  expect(numbers).toEqual(numbers.map((_, index) => index));
  expect(whole.output_text).toBe(text);
  expect(script.holds('w1', text)).toBe(true);
});

test('a tool is called, and what it brings back is answered for', async () => {
  const { openai, script } = await client({ tool: true });
  const asked = { model: 'gpt-5.5', tools: [shell] };
  const stream = openai.responses.stream({ ...asked, input: script.prompt('w1') });
  const { id, output } = await stream.finalResponse();
  const call = output[0];
  if (call?.type !== 'function_call') throw new Error('no tool was called');
  expect(call.name).toBe('shell_command');
  expect(JSON.parse(call.arguments)).toEqual({ command: 'echo w1' });
  const brought = { type: 'function_call_output', call_id: call.call_id, output: 'w1' } as const;
  const asker = { role: 'user', content: script.prompt('w1') } as const;
  const again = await openai.responses.create({ ...asked, input: [asker, call, brought] });
  expect(script.holds('w1', again.output_text)).toBe(true);
  const onwards = await openai.responses.create({
    ...asked,
    previous_response_id: id,
    input: [brought],
  });
  expect(script.holds('w1', onwards.output_text)).toBe(true);
});

test('models are listed and looked up, and input is counted', async () => {
  const { openai } = await client();
  const { data: models } = await openai.models.list();
  expect(models.map(({ object }) => object)).toEqual(['model', 'model']);
  expect((await openai.models.retrieve(models[0]!.id)).id).toBe(models[0]!.id);
  await expect(openai.models.retrieve('no-such-model')).rejects.toThrow(NotFoundError);
  const counted = await openai.responses.inputTokens.count({ model: 'gpt-5.5', input: 'hello' });
  expect(counted.input_tokens).toBeGreaterThan(0);
});

const TYPED = [
  ['unauthorized', 401, AuthenticationError, 'invalid_api_key'],
  ['expired-token', 401, AuthenticationError, 'token_expired'],
  ['revoked', 401, AuthenticationError, 'token_revoked'],
  ['session-invalid', 401, AuthenticationError, 'token_invalidated'],
  ['forbidden', 403, PermissionDeniedError, 'unsupported_country_region_territory'],
  ['insufficient-scope', 403, PermissionDeniedError, 'missing_scope'],
  ['not-found', 404, NotFoundError, 'model_not_found'],
  ['invalid-request', 400, BadRequestError, null],
  ['too-large', 413, APIError, 'request_too_large'],
  ['rate-limited', 429, RateLimitError, 'rate_limit_exceeded'],
  ['quota-exhausted', 429, RateLimitError, 'insufficient_quota'],
  ['no-credit', 429, RateLimitError, 'insufficient_quota'],
  ['server-error', 500, InternalServerError, 'server_error'],
  ['unavailable', 503, InternalServerError, 'service_unavailable'],
  ['overloaded', 503, InternalServerError, 'server_is_overloaded'],
] as const;

test.each(TYPED)('the SDK reads %s (%i) as what it is', async (refuse, status, type, code) => {
  const { openai } = await client({ faults: [throughout(refused(refuse, status))] });
  const failed: unknown = await openai.responses
    .create({ model: 'gpt-5.5', input: question })
    .catch((thrown) => thrown);
  expect(failed).toBeInstanceOf(type);
  const error = failed as APIError;
  expect([error.status, error.code]).toEqual([status, code]);
  expect(error.param).toBeNull();
  expect(error.requestID).toMatch(/^req_/);
});

test('a rate limit says when to come back, in the headers that the SDK reads', async () => {
  const fault = refused('rate-limited', 429, { seconds: 7 });
  const { openai } = await client({ faults: [throughout(fault)] });
  const failed: APIError = await openai.responses
    .create({ model: 'gpt-5.5', input: question })
    .then(
      () => Promise.reject(new Error('was answered')),
      (thrown) => thrown,
    );
  expect(failed.headers?.get('retry-after')).toBe('7');
  expect(failed.headers?.get('x-ratelimit-remaining-requests')).toBe('0');
  expect(failed.headers?.get('x-ratelimit-reset-requests')).toBe('7s');
});

test('a wrong key, a missing model and a lost response are refused with a code', async () => {
  const { openai } = await client();
  const stranger = openai.withOptions({ apiKey: 'sk-somebody-else' });
  const asked = { model: 'gpt-5.5', input: question };
  await expect(stranger.responses.create(asked)).rejects.toMatchObject({ code: 'invalid_api_key' });
  await expect(openai.responses.create({ input: question })).rejects.toMatchObject({
    status: 400,
    code: 'missing_required_parameter',
    param: 'model',
  });
  const onwards = { ...asked, previous_response_id: 'resp_nobody' };
  await expect(openai.responses.create(onwards)).rejects.toMatchObject({
    status: 400,
    code: 'previous_response_not_found',
  });
});

/** The SDK's own WebSocket client, and its answer to one question. */
async function overWebSocket(there: Awaited<ReturnType<typeof client>>) {
  const socket = new ResponsesWS(there.openai, there.trust);
  const types: string[] = [];
  return new Promise<{ types: string[]; text: string }>((resolve, reject) => {
    let text = '';
    socket.on('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.on('event', (event) => {
      types.push(event.type);
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type !== 'response.completed') return;
      socket.close();
      resolve({ types, text });
    });
    socket.send({ type: 'response.create', model: 'gpt-5.5', input: question, tools: [shell] });
  });
}

test('the SDK’s own WebSocket client is answered by the events of a stream', async () => {
  const there = await client();
  const { types, text } = await overWebSocket(there);
  expect(types.at(0)).toBe('response.created');
  expect(types.at(-1)).toBe('response.completed');
  expect(there.script.holds('w1', text)).toBe(true);
});

test('a handshake that is refused once is an error, and the next one is taken', async () => {
  const fault = refused('unauthorized', 401);
  const there = await client({ faults: [during({ from: minutes(0), until: strikes(1) }, fault)] });
  await expect(overWebSocket(there)).rejects.toThrow('401');
  expect((await overWebSocket(there)).types.at(-1)).toBe('response.completed');
});
