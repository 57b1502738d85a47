import { EventSourceParserStream } from 'eventsource-parser/stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { REFUSALS } from '#core/effect.ts';
import { GEMINI, posted, provided, under } from './providers.ts';
import { ZERO } from './world.ts';

/** Google's own SDK is not among the packages here: shapes are held against its reference. */
const API = 'https://generativelanguage.googleapis.com/v1beta/models/gemini-3-pro';
const ASSIST = 'https://cloudcode-pa.googleapis.com/v1internal';
const TOKEN = 'https://oauth2.googleapis.com/token';
const TOKEN_INFO = 'https://oauth2.googleapis.com/tokeninfo';
const USER_INFO = 'https://www.googleapis.com/oauth2/v2/userinfo';

const question = {
  contents: [{ role: 'user', parts: [{ text: 'What is the code word of item w1?' }] }],
  tools: [{ functionDeclarations: [{ name: 'run_shell_command' }] }],
};

/** The same as Code Assist takes it. */
const wrapped = (request: unknown) => ({
  model: 'gemini-3-pro',
  project: 'groundstop-project',
  request,
});

async function events(response: Response): Promise<readonly Record<string, unknown>[]> {
  const stream = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  const all: Record<string, unknown>[] = [];
  for await (const { data } of stream) all.push(JSON.parse(data));
  return all;
}

interface Content {
  readonly candidates: readonly [
    { readonly content: { readonly parts: readonly [{ readonly text: string }] } },
  ];
}

const textOf = ({ candidates }: Content) => candidates[0].content.parts[0].text;

test('content is generated, and has the shape of the reference', async () => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn();
  const response = await there.ask(`${API}:generateContent`, posted(question, accessToken));
  const told = await response.json();
  expect(there.script.holds('w1', textOf(told))).toBe(true);
  expect(told).toEqual({
    candidates: [
      {
        content: { role: 'model', parts: [{ text: textOf(told) }] },
        finishReason: 'STOP',
        index: 0,
      },
    ],
    usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 8, totalTokenCount: 20 },
    modelVersion: 'gemini-3-pro',
    responseId: expect.stringMatching(/^\w{22}$/),
  });
});

test('a stream brings the same text in pieces, and only the last has a reason to end', async () => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn();
  const url = `${API}:streamGenerateContent`;
  const response = await there.ask(`${url}?alt=sse`, posted(question, accessToken));
  expect(response.headers.get('content-type')).toMatch(/^text\/event-stream/);
  const pieces = (await events(response)) as unknown as Content[];
  expect(pieces).toHaveLength(2);
  expect(there.script.holds('w1', pieces.map(textOf).join(''))).toBe(true);
  expect(pieces.map(({ candidates }) => 'finishReason' in candidates[0])).toEqual([false, true]);
  const array = await (await there.ask(url, posted(question, accessToken))).json();
  expect(array.map(textOf)).toEqual(pieces.map(textOf));
});

test('Code Assist wraps requests and responses once more', async () => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn();
  const body = posted(wrapped(question), accessToken);
  const { response } = await (await there.ask(`${ASSIST}:generateContent`, body)).json();
  expect(there.script.holds('w1', textOf(response))).toBe(true);
  const streamed = await there.ask(`${ASSIST}:streamGenerateContent?alt=sse`, body);
  const pieces = (await events(streamed)) as unknown as { readonly response: Content }[];
  const text = pieces.map((piece) => textOf(piece.response)).join('');
  expect(there.script.holds('w1', text)).toBe(true);
  const bare = await there.ask(`${ASSIST}:generateContent`, posted(question, accessToken));
  expect(bare.status).toBe(400);
});

test('a tool is called, and what it brings back is answered for', async () => {
  const there = provided(GEMINI, { tool: true });
  const { accessToken } = there.signIn();
  const asker = { role: 'user', parts: [{ text: there.script.prompt('w1') }] };
  const say = async (contents: readonly object[]) => {
    const body = posted({ ...question, contents }, accessToken);
    return (await (await there.ask(`${API}:generateContent`, body)).json()).candidates[0].content;
  };
  const called = await say([asker]);
  expect(called.parts).toEqual([
    {
      functionCall: {
        name: 'run_shell_command',
        args: { command: 'echo w1', description: 'Look up item w1' },
      },
    },
  ]);
  const brought = {
    functionResponse: { name: 'run_shell_command', response: { output: 'w1' } },
  };
  const [part] = (await say([asker, called, { role: 'user', parts: [brought] }])).parts;
  expect(there.script.holds('w1', part.text)).toBe(true);
});

test.each([
  [`${API}:generateContent`, question, 'messages', 'w1'],
  [`${API}:streamGenerateContent?alt=sse`, question, 'messages', 'w1'],
  [`${ASSIST}:generateContent`, wrapped(question), 'messages', 'w1'],
  [`${ASSIST}:generateContent`, wrapped({ contents: question.contents }), 'other', undefined],
  [`${API}:countTokens`, question, 'count', undefined],
  [`${ASSIST}:countTokens`, wrapped(question), 'count', undefined],
  [`${ASSIST}:loadCodeAssist`, { metadata: {} }, 'profile', undefined],
  [`${ASSIST}:onboardUser`, { tierId: 'free-tier' }, 'profile', undefined],
  [`${ASSIST}:listExperiments`, {}, 'other', undefined],
] as const)('%s is there, and is taken for what it is', async (url, body, endpoint, work) => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn();
  const described = await there.describe(url, posted(body, accessToken));
  expect(described).toMatchObject({ endpoint, presents: [{ kind: 'access', token: 'access-1' }] });
  expect(described.work).toBe(work);
  expect((await there.ask(url, posted(body, accessToken))).status).toBe(200);
  const denied = await there.ask(url, posted(body, 'nobody'));
  expect(denied.status).toBe(401);
  expect((await denied.json()).error.status).toBe('UNAUTHENTICATED');
});

test('whoever has used Code Assist before has a tier and a project', async () => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn();
  const say = async (method: string) =>
    (await there.ask(`${ASSIST}:${method}`, posted({}, accessToken))).json();
  const { currentTier, cloudaicompanionProject } = await say('loadCodeAssist');
  expect(currentTier.id).toBe('free-tier');
  expect(await say('onboardUser')).toMatchObject({
    done: true,
    response: { cloudaicompanionProject: { id: cloudaicompanionProject } },
  });
});

test('a refresh brings no refresh token, and the one that there is stays good', async () => {
  const there = provided(GEMINI);
  const { refreshToken } = there.signIn();
  for (const access of ['access-2', 'access-3']) {
    const body = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: GEMINI.clientId,
      client_secret: 'not-secret-in-an-installed-program',
      refresh_token: refreshToken,
    });
    const response = await there.ask(TOKEN, { method: 'POST', body });
    const told = await response.json();
    expect(Object.keys(told).sort()).toEqual(['access_token', 'expires_in', 'scope', 'token_type']);
    expect(told.access_token).toMatch(/^ya29\./);
    expect(there.ledger.nameOf(told.access_token)).toBe(access);
  }
  expect(there.acts()).toEqual(['access-1', 'refresh-1', 'access-2', 'access-3'].map(issued));
});

const issued = (token: string) => `issued ${token}`;

test('who somebody is, and what their token may do, is told whoever has a good one', async () => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn();
  const info = await (
    await there.ask(TOKEN_INFO, { method: 'POST', ...under(accessToken) })
  ).json();
  expect(info).toMatchObject({ aud: GEMINI.clientId, expires_in: '3600' });
  expect(info.exp).toBe(`${(ZERO + minutes(60)) / 1_000}`);
  const asked = `${TOKEN_INFO}?access_token=${accessToken}`;
  expect(await (await there.ask(asked)).json()).toEqual(info);
  const user = await (await there.ask(USER_INFO, under(accessToken))).json();
  expect(user.email).toBe(info.email);
  expect((await there.describe(USER_INFO, under(accessToken))).endpoint).toBe('profile');
});

test('a token that is no good gets 400 from the one and 401 from the other', async () => {
  const there = provided(GEMINI);
  const { accessToken } = there.signIn(minutes(-1));
  const info = await there.ask(TOKEN_INFO, { method: 'POST', ...under(accessToken) });
  expect([info.status, (await info.json()).error]).toEqual([400, 'invalid_token']);
  expect((await there.ask(USER_INFO, under(accessToken))).status).toBe(401);
});

test('an API key is never valid here, and without any the caller is not known', async () => {
  const there = provided(GEMINI);
  const { headers, ...rest } = posted(question);
  const key = { 'x-goog-api-key': 'AIza-nobody' };
  const asked = { ...rest, headers: { ...headers, ...key } } as RequestInit;
  const url = `${API}:generateContent`;
  expect((await there.describe(url, asked)).presents).toEqual([
    { kind: 'api-key', token: 'unknown' },
  ]);
  const { error } = await (await there.ask(url, asked)).json();
  expect([error.code, error.details[0].reason]).toEqual([400, 'API_KEY_INVALID']);
  expect((await there.ask(url, posted(question))).status).toBe(403);
});

test('each refusal is an error of Google’s, under the status of the fault', async () => {
  const there = provided(GEMINI);
  for (const refuse of REFUSALS) {
    const effect = { refuse, status: 429, retryAfter: { seconds: 7 } } as const;
    const response = there
      .serviceAt('cloudcode-pa.googleapis.com')
      .refuse(effect, new Request(API));
    const { error } = await response.json();
    expect([response.status, error.code]).toEqual([429, 429]);
    expect(error.status).toMatch(/^[A-Z_]+$/);
    expect(error.details.at(-1)).toEqual({
      '@type': 'type.googleapis.com/google.rpc.RetryInfo',
      retryDelay: '7s',
    });
    expect(response.headers.get('retry-after')).toBe('7');
  }
});

/** Bodies that are almost right, so that every check of the API is reached. */
const contents = fc.record(
  {
    contents: fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.record(
          {
            role: fc.constantFrom('user', 'model', 'function', 'nobody'),
            parts: fc.oneof(
              fc.jsonValue(),
              fc.array(
                fc.record(
                  { text: fc.jsonValue(), functionResponse: fc.jsonValue() },
                  { requiredKeys: [] },
                ),
              ),
            ),
          },
          { requiredKeys: [] },
        ),
      ),
    ),
    tools: fc.oneof(
      fc.jsonValue(),
      fc.array(fc.record({ functionDeclarations: fc.array(fc.record({ name: fc.string() })) })),
    ),
  },
  { requiredKeys: [] },
);
const bodies = fc.oneof(
  fc.string(),
  fc.json(),
  contents.map((body) => JSON.stringify(body)),
  fc.record({ model: fc.jsonValue(), request: contents }).map((body) => JSON.stringify(body)),
);

test('whatever is posted, the answer is content or an error of Google’s', async () => {
  const there = provided(GEMINI, { tool: true });
  const { accessToken } = there.signIn();
  const urls = fc.constantFrom(
    `${API}:generateContent`,
    `${API}:streamGenerateContent`,
    `${ASSIST}:generateContent`,
    `${ASSIST}:countTokens`,
  );
  await fc.assert(
    fc.asyncProperty(bodies, urls, async (body, url) => {
      const init = posted(body, accessToken);
      expect(['messages', 'count', 'other']).toContain((await there.describe(url, init)).endpoint);
      const response = await there.ask(url, init);
      const told = await response.json();
      if (response.status === 200) expect(told).not.toHaveProperty('error');
      else expect(told.error).toMatchObject({ code: 400, status: 'INVALID_ARGUMENT' });
    }),
    { numRuns: 5_000 },
  );
});
