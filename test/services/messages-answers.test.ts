import { expect, test } from 'vitest';
import { ask, MESSAGES, question, world } from './world.ts';

const at = (path: string, token: string, init: RequestInit = {}) =>
  new Request(new URL(path, MESSAGES), {
    ...init,
    headers: {
      authorization: `Bearer ${token}`,
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'oauth-2025-04-20',
    },
  });

test('a text ends where its bound does, or a sequence at which to stop', async () => {
  const { api, signIn } = world();
  const { accessToken } = signIn();
  const said = async (change: object) => {
    const body = { ...question, ...change };
    const { content, stop_reason, stop_sequence } = await (
      await api.answer(ask(accessToken, body))
    ).json();
    return [content[0].text, stop_reason, stop_sequence];
  };
  const [whole] = await said({});
  expect(await said({})).toEqual([whole, 'end_turn', null]);
  expect(await said({ max_tokens: 2 })).toEqual([whole.slice(0, 8), 'max_tokens', null]);
  const stops = { stop_sequences: ['never said', ' of', ' is'] };
  expect(await said(stops)).toEqual(['The code word', 'stop_sequence', ' of']);
  expect(await said({ ...stops, max_tokens: 1 })).toEqual(['The ', 'max_tokens', null]);
});

test('tokens are counted as an answer counts them, and need no bound', async () => {
  const { api, signIn } = world();
  const { accessToken } = signIn();
  const { max_tokens: _, ...body } = question;
  const init = { method: 'POST', body: JSON.stringify(body) };
  const counted = await api.answer(at('/v1/messages/count_tokens', accessToken, init));
  const { input_tokens } = await counted.json();
  expect(input_tokens).toBeGreaterThan(0);
  const answered = await (await api.answer(ask(accessToken))).json();
  expect(answered.usage.input_tokens).toBe(input_tokens);
});

test('the models are listed by pages, and each is known by its id', async () => {
  const { api, signIn } = world();
  const { accessToken } = signIn();
  const page = async (query: string) =>
    (await api.answer(at(`/v1/models${query}`, accessToken))).json();
  const all = await page('');
  expect(all.data.length).toBeGreaterThan(2);
  const ids: string[] = all.data.map(({ id }: { id: string }) => id);
  expect(all).toMatchObject({ has_more: false, first_id: ids[0], last_id: ids.at(-1) });
  expect(await page('?limit=1')).toMatchObject({ has_more: true, last_id: ids[0] });
  expect((await page(`?after_id=${ids[0]}`)).first_id).toBe(ids[1]);
  expect((await page(`?before_id=${ids[2]}&limit=1`)).first_id).toBe(ids[1]);
  for (const id of ids) expect((await page(`/${id}`)).id).toBe(id);
  expect((await page('/no-such-model')).error.message).toBe('model: no-such-model');
});

test('the models are for those who may use them', async () => {
  const { api } = world();
  expect((await api.answer(at('/v1/models', 'never-issued'))).status).toBe(401);
});

test.each([
  ['POST', '/v1/messages/count_tokens', 'count'],
  ['GET', '/v1/models', 'models'],
  ['GET', '/v1/models/a-model', 'models'],
  ['GET', '/api/oauth/profile', 'profile'],
  ['GET', '/api/oauth/claude_cli/roles', 'profile'],
  ['GET', '/api/hello', 'other'],
  ['GET', '/v1/messages', 'other'],
  ['POST', '/v1/models', 'other'],
  ['GET', '/constructor', 'other'],
])('%s %s is for %s', async (method, path, endpoint) => {
  const { api, signIn } = world();
  const init = method === 'POST' ? { method, body: '{}' } : { method };
  const described = await api.describe(at(path, signIn().accessToken, init));
  expect(described.endpoint).toBe(endpoint);
});

test('an answer tells how much is left of the limits, and when they are whole again', async () => {
  const { api, signIn } = world();
  const { headers } = await api.answer(ask(signIn().accessToken));
  for (const what of ['requests', 'tokens', 'input-tokens', 'output-tokens']) {
    const told = (which: string) => headers.get(`anthropic-ratelimit-${what}-${which}`);
    expect(Number(told('remaining'))).toBeLessThanOrEqual(Number(told('limit')));
    expect(told('reset')).toBe('2026-04-07T14:29:01Z');
  }
});
