import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Flawed, REFUSALS } from '#core/effect.ts';
import { grant, world } from '../world.ts';
import { authorizeUrl, CALLBACK, decided, exchange, poll, said } from './sign-in.ts';

/** RFC 6749, section 5.2: no control characters, no quotation mark, no backslash. */
const SAYABLE = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

test('every refusal is an error in the RFC’s words, with its status and its hints', async () => {
  const { oauth } = world();
  const effect = fc.record(
    {
      refuse: fc.constantFrom(...REFUSALS),
      status: fc.integer({ min: 400, max: 599 }),
      shouldRetry: fc.boolean(),
      retryAfter: fc.oneof(
        fc.record({ seconds: fc.nat() }),
        fc.record({ date: fc.integer() }),
        fc.record({ text: fc.string({ unit: 'binary' }) }),
      ),
    },
    { requiredKeys: ['refuse', 'status'] },
  );
  await fc.assert(
    fc.asyncProperty(effect, async (given) => {
      const answer = oauth.refuse(given, grant('any'));
      const [status, body] = await said(answer);
      expect(status).toBe(given.status);
      expect(body.error).toMatch(SAYABLE);
      expect(body.error_description).toMatch(SAYABLE);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.has('retry-after')).toBe(given.retryAfter !== undefined);
      const hint = given.shouldRetry === undefined ? null : String(given.shouldRetry);
      expect(answer.headers.get('x-should-retry')).toBe(hint);
    }),
  );
});

const WORDED = [
  ['invalid-client', 401, 'invalid_client'],
  ['authorization-pending', 400, 'authorization_pending'],
  ['slow-down', 400, 'slow_down'],
  ['access-denied', 400, 'access_denied'],
  ['expired-token', 400, 'expired_token'],
  ['unsupported-grant-type', 400, 'unsupported_grant_type'],
  ['rate-limited', 429, 'rate_limit_error'],
  ['timeout', 504, 'temporarily_unavailable'],
  ['server-error', 500, 'server_error'],
  ['unavailable', 503, 'temporarily_unavailable'],
] as const;

test.each(WORDED)('%s with %i is %s', async (refuse, status, error) => {
  const { oauth } = world();
  expect((await said(oauth.refuse({ refuse, status }, grant('any'))))[1].error).toBe(error);
});

test('what is refused is called by its name, as far as it was described', async () => {
  const { oauth } = world();
  const told = async (request: Request) => {
    await oauth.describe(request);
    const refused = oauth.refuse({ refuse: 'invalid-grant', status: 400 }, request);
    return (await said(refused))[1].error_description;
  };
  expect(await told(grant('any'))).toBe('Refresh token not found or invalid');
  expect(await told(exchange('any'))).toBe('Authorization code not found or invalid');
  expect(await told(poll('any'))).toBe('Device code not found or invalid');
});

test('a person is shown a page, and sent back where they came from if it was decided', async () => {
  const { oauth } = world();
  const page = new Request(authorizeUrl());
  const down = oauth.refuse({ refuse: 'unavailable', status: 503 }, page);
  expect([down.status, down.headers.get('content-type')]).toEqual([
    503,
    'text/html; charset=utf-8',
  ]);
  const denied = oauth.refuse({ refuse: 'access-denied', status: 400 }, page);
  const back = new URL(denied.headers.get('location')!);
  expect(back.href).toBe(`${CALLBACK}?error=access_denied&state=a+state`);
  const astray = new Request(authorizeUrl({ redirect_uri: 'https://evil.example/' }));
  expect(oauth.refuse({ refuse: 'access-denied', status: 403 }, astray).status).toBe(403);
});

/** What a refresh brings from a server with a flaw. */
async function flawed(flaw: Flawed) {
  const here = world({ scope: 'user:inference user:profile' });
  const { refreshToken } = here.signIn();
  const [status, body] = await said(await here.oauth.answer(grant(refreshToken), flaw));
  expect(status).toBe(200);
  return { ...here, refreshToken, body };
}

test('a token may have expired on issue', async () => {
  const { body, ledger } = await flawed('expired');
  expect(body.expires_in).toBe(0);
  expect(ledger.inspect(String(body.access_token))).toBe('expired');
});

test('a token may not say when it expires, and expires all the same', async () => {
  const { body, ledger } = await flawed('no-expiry');
  expect(body).not.toHaveProperty('expires_in');
  expect(ledger.find(String(body.access_token))?.expiresAt).toBeLessThan(Infinity);
});

test('a grant may bring no refresh token: the old one stays good', async () => {
  const { body, oauth, refreshToken, acts } = await flawed('no-refresh-token');
  expect(body).not.toHaveProperty('refresh_token');
  expect(acts()).toEqual(['issued access-1', 'issued refresh-1', 'issued access-2']);
  expect((await oauth.answer(grant(refreshToken))).status).toBe(200);
});

test('a grant may be good for less than was asked', async () => {
  const { body, ledger } = await flawed('less-scope');
  expect(body.scope).toBe('user:profile');
  expect(ledger.find(String(body.access_token))?.scope).toBe('user:profile');
});

test('a grant may have no login in it, and costs none', async () => {
  const { body, oauth, refreshToken, acts } = await flawed('no-login');
  expect(body).toEqual({ token_type: 'Bearer', scope: '' });
  expect(acts()).toHaveLength(2);
  expect((await oauth.answer(grant(refreshToken))).status).toBe(200);
});

test('a flaw touches codes as well, and nothing but grants', async () => {
  const { oauth } = world();
  const code = (await decided(oauth, authorizeUrl())).searchParams.get('code')!;
  const [, login] = await said(await oauth.answer(exchange(code), 'no-refresh-token'));
  expect(Object.keys(login)).toEqual(['token_type', 'access_token', 'expires_in', 'scope']);
  const page = await oauth.answer(new Request(authorizeUrl()), 'no-login');
  expect(await page.text()).toContain('<form');
});
