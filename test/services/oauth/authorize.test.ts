import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { CLIENT_ID, grant, world } from '../world.ts';
import {
  authorizeUrl,
  CALLBACK,
  decided,
  exchange,
  type Fields,
  formOf,
  ORIGIN,
  said,
  VERIFIER,
} from './sign-in.ts';

test('somebody allows it, and the code that comes back is worth a login', async () => {
  const { oauth, ledger, acts } = world();
  const back = await decided(oauth, authorizeUrl({ scope: 'user:inference user:profile' }));
  expect(back.origin + back.pathname).toBe(CALLBACK);
  expect(back.searchParams.get('state')).toBe('a state');
  const [status, login] = await said(await oauth.answer(exchange(back.searchParams.get('code')!)));
  expect([status, login]).toEqual([
    200,
    {
      token_type: 'Bearer',
      access_token: expect.stringMatching(/^access-prefix-/),
      refresh_token: expect.stringMatching(/^refresh-prefix-/),
      expires_in: 3_600,
      scope: 'user:inference user:profile',
    },
  ]);
  expect(ledger.inspect(String(login.access_token))).toBe('good');
  expect((await oauth.answer(grant(String(login.refresh_token)))).status).toBe(200);
  expect(acts().slice(0, 3)).toEqual(['issued code-1', 'issued access-1', 'issued refresh-1']);
});

test('a code may be carried over by hand, together with its state', async () => {
  const { oauth } = world();
  const redirect_uri = `${ORIGIN}/oauth/code/callback`;
  const back = await decided(oauth, authorizeUrl({ redirect_uri, state: '<state>' }));
  const page = await (await oauth.answer(new Request(back))).text();
  const shown = /<pre id="code">(.*)<\/pre>/.exec(page)![1]!;
  const [code, state] = shown.split(/(?<!&)#/);
  expect(state).toBe('&#60;state&#62;');
  expect((await oauth.answer(exchange(code!, { redirect_uri }))).status).toBe(200);
});

test('somebody denies it: the client hears of it, and nothing is issued', async () => {
  const { oauth, acts } = world();
  const back = await decided(oauth, authorizeUrl(), 'deny');
  expect(Object.fromEntries(back.searchParams)).toEqual({
    error: 'access_denied',
    state: 'a state',
  });
  expect(acts()).toEqual([]);
});

test('what nobody has decided is not decided', async () => {
  const { oauth, acts } = world();
  for (const decision of ['', 'perhaps', 'allow&decision=deny']) {
    const init = { method: 'POST', body: `decision=${decision}` };
    expect((await oauth.answer(new Request(authorizeUrl(), init))).status).toBe(400);
  }
  expect(acts()).toEqual([]);
});

const LOOPBACK = [
  'http://localhost/callback',
  'http://127.0.0.1:1/',
  'http://[::1]:65535/any?more=1',
  `${ORIGIN}/oauth/code/callback`,
];

test.each(LOOPBACK)('a client may be called back at %s', async (redirect_uri) => {
  const { oauth } = world();
  const back = await decided(oauth, authorizeUrl({ redirect_uri }));
  expect(back.href.startsWith(redirect_uri)).toBe(true);
  const answer = await oauth.answer(exchange(back.searchParams.get('code')!, { redirect_uri }));
  expect(answer.status).toBe(200);
});

const ASTRAY: readonly (readonly [string, Fields])[] = [
  ['no client', { client_id: undefined }],
  ['a client that nobody knows', { client_id: 'a stranger' }],
  ['no redirect', { redirect_uri: undefined }],
  ['a redirect to another host', { redirect_uri: 'http://evil.example/callback' }],
  ['a redirect over TLS to another page', { redirect_uri: `${ORIGIN}/elsewhere` }],
  ['a host that begins like loopback', { redirect_uri: 'http://localhost.evil.example/' }],
  ['a name before the host', { redirect_uri: 'http://localhost@evil.example/' }],
  ['a password for the host', { redirect_uri: 'http://a:b@localhost/' }],
  ['a fragment', { redirect_uri: `${CALLBACK}#here` }],
  ['a scheme of its own', { redirect_uri: 'javascript:alert(1)' }],
  ['no address', { redirect_uri: 'callback' }],
];

test.each(ASTRAY)('%s: nobody is sent anywhere (RFC 6749, 4.1.2.1)', async (_, change) => {
  const { oauth, acts } = world();
  for (const method of ['GET', 'POST']) {
    const body = method === 'POST' ? { body: 'decision=allow' } : {};
    const answer = await oauth.answer(new Request(authorizeUrl(change), { method, ...body }));
    expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
    expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
  }
  expect(acts()).toEqual([]);
});

const WRONG: readonly (readonly [string, Fields, string])[] = [
  ['no response type', { response_type: undefined }, 'invalid_request'],
  ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
  ['no challenge', { code_challenge: undefined }, 'invalid_request'],
  ['a plain challenge', { code_challenge_method: 'plain' }, 'invalid_request'],
  ['a challenge without a method, which is plain', { code_challenge_method: undefined }, ''],
  ['a challenge that is no digest', { code_challenge: 'abc' }, 'invalid_request'],
  ['a scope that nobody offers', { scope: 'everything' }, 'invalid_scope'],
  ['a scope that is none', { scope: 'a  "b"' }, 'invalid_scope'],
];

test.each(WRONG)('%s: the client hears what is wrong', async (_, change, error) => {
  const { oauth } = world();
  const answer = await oauth.answer(new Request(authorizeUrl(change)));
  const back = new URL(answer.headers.get('location')!);
  expect(answer.status).toBe(303);
  expect(back.origin + back.pathname).toBe(CALLBACK);
  expect(back.searchParams.get('error')).toBe(error || 'invalid_request');
  expect(back.searchParams.get('state')).toBe('a state');
});

test('a parameter that is there twice is an error', async () => {
  const { oauth } = world();
  const twice = `${authorizeUrl()}&client_id=${CLIENT_ID}`;
  expect((await oauth.answer(new Request(twice))).status).toBe(400);
});

const REJECTED: readonly (readonly [string, Fields, string])[] = [
  ['another verifier', { code_verifier: `${VERIFIER}x` }, 'invalid_grant'],
  ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_request'],
  ['no verifier', { code_verifier: undefined }, 'invalid_request'],
  ['another redirect', { redirect_uri: 'http://localhost:1/callback' }, 'invalid_grant'],
  ['no redirect', { redirect_uri: undefined }, 'invalid_request'],
  ['another client', { client_id: 'somebody-else' }, 'invalid_grant'],
  ['a client that nobody knows', { client_id: 'a stranger' }, 'invalid_client'],
  ['no code', { code: undefined }, 'invalid_request'],
  ['a code with its state', { code: 'code#state' }, 'invalid_grant'],
];

test.each(REJECTED)('%s brings no login, and costs none', async (_, change, error) => {
  const { oauth } = world();
  const code = (await decided(oauth, authorizeUrl())).searchParams.get('code')!;
  const [status, answer] = await said(await oauth.answer(exchange(code, change)));
  expect([status, answer.error]).toEqual([error === 'invalid_client' ? 401 : 400, error]);
  expect(answer).not.toHaveProperty('access_token');
  expect((await oauth.answer(exchange(code))).status).toBe(200);
});

test('a code that comes back ends what it has brought (RFC 6749, 4.1.2)', async () => {
  const { oauth, ledger, acts } = world();
  const code = (await decided(oauth, authorizeUrl())).searchParams.get('code')!;
  const [, login] = await said(await oauth.answer(exchange(code)));
  const [status, answer] = await said(await oauth.answer(exchange(code)));
  expect([status, answer.error]).toEqual([400, 'invalid_grant']);
  expect(ledger.inspect(String(login.access_token))).toBe('revoked');
  expect((await oauth.answer(grant(String(login.refresh_token)))).status).toBe(400);
  expect(acts().slice(3, 6)).toEqual(['reused code-1', 'revoked access-1', 'revoked refresh-1']);
});

test('a code works for ten minutes, and the log says when it has run out', async () => {
  const { oauth, pass, acts, facts } = world();
  const late = (await decided(oauth, authorizeUrl())).searchParams.get('code')!;
  const timely = (await decided(oauth, authorizeUrl())).searchParams.get('code')!;
  await pass(minutes(10) - 1);
  expect((await oauth.answer(exchange(timely))).status).toBe(200);
  await pass(1);
  expect((await said(await oauth.answer(exchange(late))))[1].error).toBe('invalid_grant');
  expect(acts()).toContain('expired code-1');
  expect(acts()).not.toContain('expired code-2');
  expect(facts[0]).toMatchObject({ token: 'code-1', credential: 'code', expiresAt: minutes(10) });
});

test('whatever a client asks for, nothing of it becomes a part of the page', async () => {
  const { oauth } = world();
  const nasty = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('"><script>alert(1)</script>'));
  await fc.assert(
    fc.asyncProperty(nasty, nasty, async (state, more) => {
      const url = authorizeUrl({ state, more });
      const page = await (await oauth.answer(new Request(url))).clone();
      const action = await formOf(page.clone());
      expect(action).toBe(new Request(url).url);
      expect((await page.text()).match(/<(?!\/)(\w+)/g)).toEqual([
        ...['<html', '<meta', '<title', '<h1', '<p', '<ul', '<li', '<form', '<button', '<button'],
      ]);
    }),
  );
});
