import fc from 'fast-check';
import { expect, test } from 'vitest';
import { REFUSALS, type Refusal } from '#core/effect.ts';
import type { Refused } from '#core/service.ts';
import { messagesApi } from '#services/anthropic/messages.ts';
import { Kernel } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';
import { ask, question, world, ZERO } from './world.ts';

const TYPES = [
  'invalid_request_error',
  'authentication_error',
  'billing_error',
  'permission_error',
  'not_found_error',
  'request_too_large',
  'rate_limit_error',
  'api_error',
  'timeout_error',
  'overloaded_error',
];

/** A refusal as it arrives. */
async function refusal(effect: Refused) {
  const response = world().api.refuse(effect, ask('any'));
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** An error in the API's shape, and with the id of its request in both places. */
function expectError(body: unknown, headers: Headers): void {
  expect(body).toMatchObject({
    type: 'error',
    error: { type: expect.toBeOneOf(TYPES), message: expect.stringMatching(/\S/) },
    request_id: headers.get('request-id'),
  });
}

test.each(REFUSALS)('%s is worded by the API', async (refuse) => {
  const { status, headers, body } = await refusal({ refuse, status: 418 });
  expect(status).toBe(418);
  expectError(body, headers);
});

test.each([
  ['invalid-request', 400, 'invalid_request_error', /message/],
  ['no-credit', 400, 'invalid_request_error', /^Your credit balance is too low/],
  ['revoked', 401, 'authentication_error', /revoked/],
  ['no-credit', 402, 'billing_error', /^Your credit balance is too low/],
  [
    'organization-not-allowed',
    403,
    'permission_error',
    /^OAuth authentication is currently not allowed for this organization\.$/,
  ],
  ['not-a-member', 403, 'permission_error', /^Account is no longer a member of the organization/],
  ['session-invalid', 403, 'permission_error', /Invalid authorization/],
  ['insufficient-scope', 403, 'permission_error', /scope requirement user:inference/],
  ['not-found', 404, 'not_found_error', /Not Found/],
  ['too-large', 413, 'request_too_large', /maximum allowed number of bytes/],
  ['rate-limited', 429, 'rate_limit_error', /rate limit/],
  ['quota-exhausted', 429, 'rate_limit_error', /usage limit/],
  ['server-error', 500, 'api_error', /Internal server error/],
  ['timeout', 504, 'timeout_error', /timed out/],
  ['overloaded', 529, 'overloaded_error', /Overloaded/],
] as const)('%s at %d is %s', async (refuse, status, type, words) => {
  const { body, ...told } = await refusal({ refuse, status });
  expect([told.status, body.error.type]).toEqual([status, type]);
  expect(body.error.message).toMatch(words);
});

test('only a session that is dead comes with a code', async () => {
  for (const refuse of REFUSALS) {
    const { body } = await refusal({ refuse, status: 403 });
    const code = refuse === 'session-invalid' ? 'account_session_invalid' : undefined;
    expect(body.error.details?.error_code).toBe(code);
  }
});

test.each([
  ['seconds', { seconds: 30 }, '30'],
  ['a day', { seconds: 86_400 }, '86400'],
  ['a date', { date: 60 }, 'Tue, 07 Apr 2026 14:30:00 GMT'],
  ['a date that is past', { date: -60 }, 'Tue, 07 Apr 2026 14:28:00 GMT'],
  ['words', { text: 'in a while' }, 'in a while'],
  ['nothing', undefined, null],
] as const)('when to come back is said in %s', async (_, retryAfter, header) => {
  const { headers } = await refusal({
    refuse: 'rate-limited',
    status: 429,
    ...(retryAfter && { retryAfter }),
  });
  expect(headers.get('retry-after')).toBe(header);
});

test('whether to try again is said where somebody says so, and not otherwise', async () => {
  const said = async (shouldRetry?: boolean) => {
    const more = shouldRetry === undefined ? {} : { shouldRetry };
    return (await refusal({ refuse: 'overloaded', status: 529, ...more })).headers;
  };
  expect((await said(true)).get('x-should-retry')).toBe('true');
  expect((await said(false)).get('x-should-retry')).toBe('false');
  expect((await said()).get('x-should-retry')).toBeNull();
});

test('a limit that is used up says when its window ends, and a 429 otherwise nothing', async () => {
  const limits = async (refuse: Refusal) =>
    [...(await refusal({ refuse, status: 429 })).headers]
      .filter(([name]) => name.startsWith('anthropic-ratelimit'))
      .map(([, value]) => value);
  expect(await limits('rate-limited')).toEqual([]);
  const reset = String(ZERO / 1_000 + 5 * 3_600);
  expect(await limits('quota-exhausted')).toEqual(['five_hour', reset, 'rejected']);
});

test('a key is looked up in the ledger, and counts only where there is no token', async () => {
  const { api, ledger, signIn } = world();
  const inspect = ledger.inspect.bind(ledger);
  // No key has been issued yet: somebody has to vouch for one.
  ledger.inspect = (text, kind) =>
    kind === 'api-key' && text === 'key' ? 'good' : inspect(text, kind);
  const status = async (token: string | undefined, key: string) =>
    (await api.answer(ask(token, question, { 'x-api-key': key }))).status;
  expect(await status(undefined, 'key')).toBe(200);
  expect(await status(undefined, 'another')).toBe(401);
  expect(await status(signIn().accessToken, 'another')).toBe(200);
  expect(await status('never-issued', 'key')).toBe(401);
});

test('a token that somebody vouches for is taken without asking the ledger', async () => {
  const { ledger, model } = world();
  const surroundings = {
    clock: new Kernel(ZERO).clock('services'),
    random: seeded(1),
    tell: () => undefined,
    zero: () => ZERO,
  };
  const api = messagesApi(surroundings, ledger, model, (token) => token === 'capable');
  expect((await api.answer(ask('capable'))).status).toBe(200);
  expect((await api.answer(ask('incapable'))).status).toBe(401);
});

test('more than 32 MB is too large, by bytes and not by characters', async () => {
  const { api, signIn } = world();
  const { accessToken } = signIn();
  const said = async (filler: string, count: number) => {
    const messages = [{ role: 'user', content: filler.repeat(count) }];
    return (await api.answer(ask(accessToken, { ...question, messages }))).status;
  };
  expect(await said('x', 33_000_000)).toBe(200);
  expect(await said('é', 17_000_000)).toBe(413);
});

const text = fc.string({ maxLength: 20 });
const word = fc.constantFrom('Bearer never-issued', 'Basic YTpi', 'bearer', '2023-06-01', 'true');
const headerName = fc.constantFrom(
  ...[
    'authorization',
    'x-api-key',
    'anthropic-version',
    'anthropic-beta',
    'accept',
    'content-type',
  ],
);
const path = fc.oneof(
  fc.constantFrom(
    ...['/v1/messages', '/v1/messages?beta=true', '/v1/messages/count_tokens', '/v1/models', '/'],
    ...['/v1/models?limit=-1', '/v1/models/x%2f', '/api/oauth/profile', '/v1/messages/batches'],
  ),
  fc.webPath(),
  text.map((part) => `/v1/models/${encodeURIComponent(part)}`),
);
const asked = fc.record({
  method: fc.constantFrom('GET', 'POST', 'POST', 'POST', 'HEAD', 'PUT', 'DELETE', 'OPTIONS'),
  path,
  headers: fc.dictionary(headerName, fc.oneof(word, fc.constant('x')), { maxKeys: 4 }),
  body: fc.oneof(text, fc.json({ maxDepth: 2 }), fc.constant(JSON.stringify(question))),
  good: fc.boolean(),
});

test('ten thousand requests of any kind are answered, and refused in the API’s shape', async () => {
  const { api, signIn } = world({ tool: true });
  const { accessToken } = signIn();
  await fc.assert(
    fc.asyncProperty(asked, async ({ method, path: at, headers, body, good }) => {
      const bodiless = method === 'GET' || method === 'HEAD';
      const request = new Request(`https://model.example${at}`, {
        method,
        headers: {
          ...headers,
          ...(good && {
            authorization: `Bearer ${accessToken}`,
            'anthropic-beta': 'oauth-2025-04-20',
          }),
        },
        ...(!bodiless && { body }),
      });
      expect((await api.describe(request)).operation).toContain(method);
      const response = await api.answer(request);
      const said = await response.text();
      if (response.ok) return;
      expect([400, 401, 403, 404, 405]).toContain(response.status);
      expectError(JSON.parse(said), response.headers);
    }),
    { numRuns: 10_000 },
  );
}, 10_000);

test('the token of a sign-in is taken from those who know of its beta, and no others', async () => {
  const { api, signIn } = world();
  const { accessToken } = signIn();
  const said = async (betas: string) => {
    const answer = await api.answer(ask(accessToken, question, { 'anthropic-beta': betas }));
    return [answer.status, (await answer.json()).error?.message];
  };
  expect(await said('files-api-2025-04-14,oauth-2025-04-20')).toEqual([200, undefined]);
  expect(await said('files-api-2025-04-14')).toEqual([
    401,
    'OAuth authentication is currently not supported.',
  ]);
});
