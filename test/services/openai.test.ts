import fc from 'fast-check';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { REFUSALS } from '#core/effect.ts';
import { SecretSearch } from '#evidence/secrets.ts';
import { PROVIDERS } from '#services/provider.ts';
import { CODEX, posted, provided, under } from './providers.ts';
import { ZERO } from './world.ts';

const RESPONSES = 'https://chatgpt.com/backend-api/codex/responses';
const API = 'https://api.openai.com/v1/responses';
const TOKEN = 'https://auth.openai.com/oauth/token';

const grant = (refresh_token: string) => ({
  client_id: CODEX.clientId,
  grant_type: 'refresh_token',
  refresh_token,
});

test('an access token is a JWT that says when it expires and whose it is', () => {
  const { accessToken, refreshToken } = provided(CODEX).signIn(minutes(10));
  expect(decodeProtectedHeader(accessToken)).toMatchObject({ alg: 'RS256', typ: 'JWT' });
  const claims = decodeJwt(accessToken);
  expect(claims.exp).toBe((ZERO + minutes(10)) / 1_000);
  expect(claims.iat).toBe(ZERO / 1_000);
  expect(claims['https://api.openai.com/auth']).toMatchObject({ chatgpt_plan_type: 'plus' });
  expect(refreshToken).toMatch(/^rt_/);
});

test('every provider’s tokens are found in whatever surrounds them', () => {
  for (const provider of Object.keys(PROVIDERS)) {
    const { ledger, signIn } = provided({ ...CODEX, provider });
    const { accessToken, refreshToken } = signIn();
    const text = `{"a":"${accessToken}","b":"x${refreshToken}x"}`;
    expect(
      ledger.namesIn(text).map(({ token }) => token),
      provider,
    ).toEqual(['access-1', 'refresh-1']);
  }
});

test('of a JWT only what tells it from others is secret', () => {
  const there = provided(CODEX);
  const one = there.signIn();
  const other = there.signIn(minutes(20));
  const search = new SecretSearch();
  for (const secret of there.ledger.issuedSince(0)) search.learn(secret);
  expect(search.search(`token ${one.accessToken}`).found).toEqual(['access-1']);
  expect(search.search(`token ${other.accessToken}`).found).toEqual(['access-2']);
  const [header, claims] = one.accessToken.split('.');
  expect(search.search(`${header}.${claims}`).found).toEqual([]);
});

test('Codex’s refresh, in JSON, brings a pair and an id token of the same account', async () => {
  const there = provided(CODEX);
  const { refreshToken } = there.signIn();
  const response = await there.ask(TOKEN, posted(grant(refreshToken)));
  const told = await response.json();
  expect(response.status).toBe(200);
  const account = (token: string) => decodeJwt(token)['https://api.openai.com/auth'];
  expect(account(told.id_token)).toEqual(account(told.access_token));
  expect(decodeJwt(told.id_token).aud).toEqual([CODEX.clientId]);
  expect(told.refresh_token).not.toBe(refreshToken);
  expect((await there.ask(API, posted({ model: 'm', input: '' }, told.access_token))).ok).toBe(
    true,
  );
});

test('what is refused at the token endpoint is not amended', async () => {
  const there = provided(CODEX);
  const response = await there.ask(TOKEN, posted(grant('rt_nobody')));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: 'invalid_grant' });
});

test('the workspace that a token names is among the accounts, with an origin', async () => {
  const there = provided(CODEX);
  const { accessToken } = there.signIn();
  const url = 'https://chatgpt.com/backend-api/wham/accounts/check';
  const { accounts } = await (await there.ask(url, under(accessToken))).json();
  const auth = decodeJwt(accessToken)['https://api.openai.com/auth'] as object;
  expect(accounts).toHaveLength(1);
  expect(accounts[0]).toMatchObject({
    id: (auth as { chatgpt_account_id: string }).chatgpt_account_id,
    workspace_backend_origin: 'NO_CONSTRAINT',
    account_routing_override: 'NO_CONSTRAINT',
  });
  expect((await there.ask(url)).status).toBe(401);
});

test.each([
  ['GET', '/backend-api/wham/accounts/check', 'profile'],
  ['GET', '/backend-api/wham/usage', 'profile'],
  ['GET', '/backend-api/codex/models?client_version=0.169.0', 'models'],
  ['GET', '/v1/models', 'models'],
  ['POST', '/v1/responses/input_tokens', 'count'],
  ['GET', '/backend-api/ps/plugins/featured', 'other'],
  ['POST', '/backend-api/codex/responses', 'other'],
] as const)('%s %s is there, and is taken for %s', async (method, path, endpoint) => {
  const there = provided(CODEX);
  const { accessToken } = there.signIn();
  const asked = { model: 'gpt-5.5', input: 'A title for this conversation' };
  const init = method === 'GET' ? under(accessToken) : posted(asked, accessToken);
  const url = `https://chatgpt.com${path}`;
  expect((await there.describe(url, init)).endpoint).toBe(endpoint);
  const response = await there.ask(url, init);
  expect(response.status).toBe(200);
  expect(await response.json()).toBeTypeOf('object');
});

test('an expired token and a revoked one are told apart', async () => {
  const there = provided(CODEX);
  const codeFor = async (token: string) => {
    const response = await there.ask(RESPONSES, posted({ model: 'm', input: '' }, token));
    return [response.status, (await response.json()).error.code];
  };
  const { accessToken } = there.signIn(minutes(-1));
  expect(await codeFor(accessToken)).toEqual([401, 'token_expired']);
  const other = there.signIn();
  there.ledger.revoke('family-2', 'told to');
  expect(await codeFor(other.accessToken)).toEqual([401, 'token_revoked']);
  const nobody = await there.ask(RESPONSES, posted({ model: 'm', input: '' }));
  expect((await nobody.json()).error.message).toBe(
    'Missing bearer or basic authentication in header',
  );
});

test.each([
  ['exec_command', { cmd: 'echo w1' }],
  ['shell_command', { command: 'echo w1' }],
  ['shell', { command: ['bash', '-lc', 'echo w1'] }],
])('the tool %s is told its command as Codex would have it', async (name, input) => {
  const there = provided(CODEX, { tool: true });
  const { accessToken } = there.signIn();
  const tools = [
    { type: 'function', name: 'update_plan' },
    { type: 'function', name },
  ];
  const asked = { role: 'user', content: there.script.prompt('w1') };
  const offered = { type: 'additional_tools', role: 'developer', tools };
  for (const body of [{ input: [asked], tools }, { input: [offered, asked] }]) {
    const response = await there.ask(RESPONSES, posted({ model: 'm', ...body }, accessToken));
    const [call] = (await response.json()).output;
    expect([call.name, JSON.parse(call.arguments)]).toEqual([name, input]);
  }
});

test('what was not to be stored cannot be gone on from', async () => {
  const there = provided(CODEX);
  const { accessToken } = there.signIn();
  const say = async (body: object) =>
    (await there.ask(API, posted({ model: 'm', input: '', ...body }, accessToken))).json();
  const { id } = await say({ store: false });
  expect((await say({ previous_response_id: id })).error.code).toBe('previous_response_not_found');
});

test('each refusal is an error with four fields, under the status of the fault', async () => {
  const there = provided(CODEX);
  for (const refuse of REFUSALS) {
    for (const status of [400, 401, 403, 429, 503]) {
      const effect = { refuse, status, retryAfter: { date: 60 } } as const;
      const response = there.serviceAt('api.openai.com').refuse(effect, new Request(API));
      expect(response.status).toBe(status);
      const { error } = await response.json();
      expect(Object.keys(error)).toEqual(['message', 'type', 'param', 'code']);
      expect(error.message).not.toBe('');
      expect(response.headers.get('retry-after')).toBe(new Date(ZERO + 60_000).toUTCString());
    }
  }
});

test('a subscription that is used up says until when, in the body', async () => {
  const there = provided(CODEX);
  const effect = {
    refuse: 'quota-exhausted',
    status: 429,
    retryAfter: { seconds: 3_600 },
  } as const;
  const response = there.serviceAt('chatgpt.com').refuse(effect, new Request(RESPONSES));
  expect((await response.json()).error).toMatchObject({
    type: 'usage_limit_reached',
    resets_in_seconds: 3_600,
    resets_at: ZERO / 1_000 + 3_600,
  });
});

/** Bodies that are almost right, so that every check of the API is reached. */
const bodies = fc.oneof(
  fc.string(),
  fc.json(),
  fc
    .record(
      {
        model: fc.oneof(fc.constant('gpt-5.5'), fc.jsonValue()),
        input: fc.oneof(
          fc.string(),
          fc.array(
            fc.oneof(
              fc.jsonValue(),
              fc.record(
                {
                  type: fc.constantFrom('message', 'function_call_output', 'additional_tools', 1),
                  role: fc.constantFrom('user', 'assistant', 'developer', null),
                  content: fc.oneof(fc.string(), fc.array(fc.record({ text: fc.jsonValue() }))),
                  output: fc.jsonValue(),
                  tools: fc.jsonValue(),
                },
                { requiredKeys: [] },
              ),
            ),
          ),
        ),
        tools: fc.oneof(fc.jsonValue(), fc.array(fc.record({ name: fc.jsonValue() }))),
        stream: fc.oneof(fc.boolean(), fc.jsonValue()),
        store: fc.boolean(),
        generate: fc.boolean(),
        previous_response_id: fc.option(fc.string()),
        type: fc.constant('response.create'),
      },
      { requiredKeys: [] },
    )
    .map((body) => JSON.stringify(body)),
);

test('whatever is posted, the answer is a whole response or an error with a code', async () => {
  const there = provided(CODEX, { tool: true });
  const { accessToken } = there.signIn();
  const connection = there.serviceAt('chatgpt.com').converse!(
    new Request(RESPONSES, under(accessToken)),
  );
  if (connection instanceof Response) throw new Error('the handshake was refused');
  await fc.assert(
    fc.asyncProperty(bodies, fc.constantFrom(RESPONSES, API), async (body, url) => {
      const init = posted(body, accessToken);
      expect(['messages', 'other']).toContain((await there.describe(url, init)).endpoint);
      const response = await there.ask(url, init);
      const text = await response.text();
      if (response.status === 200 && text.startsWith('event: ')) {
        expect(text.match(/^event: response\.completed$/gm)).toHaveLength(1);
      } else if (response.status === 200) {
        expect(JSON.parse(text)).toMatchObject({ object: 'response', status: 'completed' });
      } else {
        expect(response.status).toBe(400);
        expect(JSON.parse(text).error.type).toBe('invalid_request_error');
      }
      const messages = [...connection.answer(body)].map((message) => JSON.parse(message));
      expect(['response.completed', 'error']).toContain(messages.at(-1).type);
      expect(['messages', 'other']).toContain(connection.describe(body).endpoint);
    }),
    { numRuns: 5_000 },
  );
});
