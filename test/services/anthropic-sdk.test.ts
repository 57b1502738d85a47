import Anthropic from '@anthropic-ai/sdk';
import { expect, test } from 'vitest';
import { milliseconds } from '#core/duration.ts';
import type { HttpEffect } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';
import { throughout } from '#core/timeline.ts';
import { fetchOver, opened } from '#test/transports/opened.ts';
import { question, world } from './world.ts';

/** The provider's own client, over TLS, against the API under one effect or none. */
async function sdk(given: { effect?: HttpEffect; tool?: true; token?: string } = {}) {
  const { api, signIn, model } = world(given.tool ? { tool: true } : {});
  const { accessToken } = signIn();
  const { effect } = given;
  const fault = defineFault({ name: 'effect', layer: 'http', strike: () => effect });
  const there = await opened({
    answers: api,
    faults: effect ? [throughout(fault('model'))] : [],
  });
  const client = new Anthropic({
    apiKey: null,
    authToken: given.token ?? accessToken,
    defaultHeaders: { 'anthropic-beta': 'oauth-2025-04-20' },
    maxRetries: 0,
    timeout: milliseconds(20_000),
    fetch: await fetchOver(there),
  });
  return { client, model, there };
}

const asked = {
  model: 'a-model',
  max_tokens: 100,
  messages: [{ role: 'user' as const, content: question.messages[0].content }],
  tools: [{ name: 'echo', input_schema: { type: 'object' as const } }],
};

test('the official SDK gets a whole answer', async () => {
  const { client, model } = await sdk();
  const { data, response, request_id } = await client.messages.create(asked).withResponse();
  expect(data.content[0]).toMatchObject({ type: 'text' });
  expect(model.holds('w1', JSON.stringify(data.content))).toBe(true);
  expect(request_id).toMatch(/^req_/);
  expect(response.headers.get('anthropic-ratelimit-requests-limit')).toMatch(/^\d+$/);
});

test('the official SDK puts a stream together to what it is without one', async () => {
  const streamed = await (await sdk()).client.messages.stream(asked).finalMessage();
  const whole = await (await sdk()).client.messages.create(asked);
  expect(streamed.content).toEqual(whole.content);
  expect([streamed.stop_reason, streamed.usage]).toEqual([whole.stop_reason, whole.usage]);
});

test('the official SDK uses a tool, which is called after a word', async () => {
  const { client, model } = await sdk({ tool: true });
  const called = await client.messages.stream(asked).finalMessage();
  expect(called.content.map(({ type }) => type)).toEqual(['text', 'tool_use']);
  expect(called.stop_reason).toBe('tool_use');
  const use = called.content.find((block) => block.type === 'tool_use')!;
  expect(use).toMatchObject({ name: 'echo', input: { command: 'echo w1' } });
  const done = await client.messages.create({
    ...asked,
    messages: [
      ...asked.messages,
      { role: 'assistant', content: called.content },
      {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: use.id, content: 'w1' }],
      },
    ],
  });
  expect(model.holds('w1', JSON.stringify(done.content))).toBe(true);
});

test('the official SDK counts tokens as the answer does', async () => {
  const { client } = await sdk();
  const { input_tokens } = await client.messages.countTokens({
    model: asked.model,
    messages: asked.messages,
    tools: asked.tools,
  });
  expect(input_tokens).toBeGreaterThan(10);
  expect((await client.messages.create(asked)).usage.input_tokens).toBe(input_tokens);
});

test('the official SDK lists the models page by page, and looks one up', async () => {
  const { client } = await sdk();
  const ids: string[] = [];
  for await (const { id } of client.models.list({ limit: 1 })) ids.push(id);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids).size).toBe(ids.length);
  expect(await client.models.retrieve(ids[0]!)).toMatchObject({ id: ids[0], type: 'model' });
  await expect(client.models.retrieve('no-such-model')).rejects.toBeInstanceOf(
    Anthropic.NotFoundError,
  );
});

test('a token that was never issued is an AuthenticationError', async () => {
  const { client } = await sdk({ token: 'never-issued' });
  await expect(client.messages.create(asked)).rejects.toBeInstanceOf(Anthropic.AuthenticationError);
});

/** The errors of the SDK, by the name under which it has them. */
type Kind = Extract<keyof typeof Anthropic, `${string}Error`>;

const refusals: readonly (readonly [kind: Kind, type: string, effect: HttpEffect])[] = [
  ['BadRequestError', 'invalid_request_error', { refuse: 'invalid-request', status: 400 }],
  ['BadRequestError', 'invalid_request_error', { refuse: 'no-credit', status: 400 }],
  ['AuthenticationError', 'authentication_error', { refuse: 'revoked', status: 401 }],
  ['APIError', 'billing_error', { refuse: 'no-credit', status: 402 }],
  ...(
    [
      'organization-not-allowed',
      'not-a-member',
      'session-invalid',
      'insufficient-scope',
      'forbidden',
    ] as const
  ).map(
    (refuse) => ['PermissionDeniedError', 'permission_error', { refuse, status: 403 }] as const,
  ),
  ['NotFoundError', 'not_found_error', { refuse: 'not-found', status: 404 }],
  ['APIError', 'request_too_large', { refuse: 'too-large', status: 413 }],
  ['RateLimitError', 'rate_limit_error', { refuse: 'rate-limited', status: 429 }],
  ['RateLimitError', 'rate_limit_error', { refuse: 'quota-exhausted', status: 429 }],
  ['InternalServerError', 'api_error', { refuse: 'server-error', status: 500 }],
  ['InternalServerError', 'api_error', { refuse: 'unavailable', status: 503 }],
  ['InternalServerError', 'timeout_error', { refuse: 'timeout', status: 504 }],
  ['InternalServerError', 'overloaded_error', { refuse: 'overloaded', status: 529 }],
];

/** What the SDK throws. */
async function thrownBy(work: Promise<unknown>) {
  const thrown: unknown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof Anthropic.AnthropicError)) throw thrown;
  return thrown as InstanceType<typeof Anthropic.APIError>;
}

test.each(refusals)('the official SDK raises a %s, %s, where the API means it', async (...row) => {
  const [kind, type, effect] = row;
  const { client } = await sdk({ effect });
  const thrown = await thrownBy(client.messages.create(asked));
  expect(thrown).toBeInstanceOf(Anthropic[kind]);
  expect(thrown).toMatchObject({ status: (effect as { status: number }).status, type });
  expect(thrown.requestID).toMatch(/^req_/);
});

test('the official SDK knows a dead session by its code', async () => {
  const { client } = await sdk({ effect: { refuse: 'session-invalid', status: 403 } });
  expect(await thrownBy(client.messages.create(asked))).toMatchObject({
    errorCode: 'account_session_invalid',
  });
});

test('the official SDK is told when to come back, and that its limit is used up', async () => {
  const effect = {
    refuse: 'quota-exhausted',
    status: 429,
    retryAfter: { seconds: 3_600 },
    shouldRetry: false,
  } as const;
  const { headers } = await thrownBy((await sdk({ effect })).client.messages.create(asked));
  expect(headers?.get('retry-after')).toBe('3600');
  expect(headers?.get('x-should-retry')).toBe('false');
  expect(headers?.get('anthropic-ratelimit-unified-status')).toBe('rejected');
});

test.each([
  ['lost', { lose: 'request' }],
  ['lost on its way back', { lose: 'answer' }],
] as const)('a request that is %s is an APIConnectionError', async (_, effect) => {
  const { client } = await sdk({ effect });
  expect(await thrownBy(client.messages.create(asked))).toBeInstanceOf(
    Anthropic.APIConnectionError,
  );
});

test('an answer that is too late is an APIConnectionTimeoutError', async () => {
  const { client } = await sdk({ effect: { late: 'for-ever' } });
  const thrown = await thrownBy(client.messages.create(asked, { timeout: 100 }));
  expect(thrown).toBeInstanceOf(Anthropic.APIConnectionTimeoutError);
});

test('an error event in the middle of a stream is an APIError without a status', async () => {
  const { client } = await sdk({ effect: { stream: 'error', after: { events: 4 } } });
  const seen: string[] = [];
  const read = async () => {
    for await (const { type } of await client.messages.create({ ...asked, stream: true })) {
      seen.push(type);
    }
  };
  const thrown = await thrownBy(read());
  expect(thrown).toBeInstanceOf(Anthropic.APIError);
  expect([thrown.status, thrown.type]).toEqual([undefined, 'overloaded_error']);
  expect(seen).toEqual(['message_start', 'content_block_start', 'content_block_delta']);
});

test('a stream that ends too soon is no answer to the official SDK', async () => {
  const { client } = await sdk({ effect: { stream: 'end', after: { events: 4 } } });
  await expect(client.messages.stream(asked).finalMessage()).rejects.toBeInstanceOf(
    Anthropic.AnthropicError,
  );
});

test('a page of HTML has the status of the page and nothing of the API', async () => {
  const { client } = await sdk({ effect: { page: 'bad-gateway', status: 502 } });
  const thrown = await thrownBy(client.messages.create(asked));
  expect(thrown).toBeInstanceOf(Anthropic.InternalServerError);
  expect([thrown.type, thrown.requestID]).toEqual([null, null]);
});
