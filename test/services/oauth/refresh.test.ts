import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import { CLIENT_ID, grant, grantInJson, TOKEN, world } from '../world.ts';

const DENIED = {
  error: 'invalid_grant',
  error_description: 'Refresh token not found or invalid',
};

/** Status and body of an answer. */
async function said(response: Response): Promise<readonly [number, Record<string, unknown>]> {
  return [response.status, await response.json()];
}

test('a refresh brings a new pair and says how long it lasts (RFC 6749, section 5.1)', async () => {
  const { oauth, signIn, ledger } = world({ lifetime: minutes(30) });
  const [status, body] = await said(await oauth.answer(grant(signIn().refreshToken)));
  expect(status).toBe(200);
  expect(body).toEqual({
    token_type: 'Bearer',
    access_token: expect.stringMatching(/^access-prefix-[a-z0-9]{64}$/),
    refresh_token: expect.stringMatching(/^refresh-prefix-[a-z0-9]{64}$/),
    expires_in: 1_800,
    scope: 'user:inference',
  });
  expect(ledger.nameOf(String(body.access_token))).toBe('access-2');
  expect(ledger.inspect(String(body.access_token))).toBe('good');
});

test('JSON does as well as a form', async () => {
  const { oauth, signIn } = world();
  const refresh_token = signIn().refreshToken;
  const body = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token };
  expect((await oauth.answer(grantInJson(body))).status).toBe(200);
});

test('no answer may be stored, neither a good one nor a bad one', async () => {
  const { oauth, signIn } = world();
  for (const request of [grant(signIn().refreshToken), grant('nonsense'), grant(undefined)]) {
    const { headers } = await oauth.answer(request);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
    expect(headers.get('content-type')).toMatch(/^application\/json/);
  }
});

const post = (body: BodyInit, type?: string) =>
  new Request(TOKEN, {
    method: 'POST',
    body,
    ...(type && { headers: { 'content-type': type } }),
  });

const REJECTED: readonly (readonly [string, () => Request, number, string])[] = [
  ['a token that was never issued', () => grant('nonsense'), 400, 'invalid_grant'],
  ['no refresh token', () => grant(undefined), 400, 'invalid_request'],
  ['an empty refresh token', () => grant(''), 400, 'invalid_request'],
  ['no grant type', () => grant('x', { grant_type: undefined }), 400, 'invalid_request'],
  [
    'a grant that is not offered',
    () => grant('x', { grant_type: 'password' }),
    400,
    'unsupported_grant_type',
  ],
  ['no client', () => grant('x', { client_id: undefined }), 401, 'invalid_client'],
  ['an empty body', () => post('', 'application/json'), 400, 'invalid_request'],
  ['half a body', () => post('{"grant_type":', 'application/json'), 400, 'invalid_request'],
  ['a body that is a list', () => grantInJson([]), 400, 'invalid_request'],
  ['a body that is null', () => grantInJson(null), 400, 'invalid_request'],
  [
    'parameters that are no text',
    () => grantInJson({ grant_type: 1, client_id: {} }),
    400,
    'invalid_request',
  ],
  ['a form without anything', () => post(''), 400, 'invalid_request'],
];

test.each(REJECTED)('%s is rejected', async (_, request, status, error) => {
  const { oauth, signIn, acts } = world();
  signIn();
  const before = acts();
  const [answered, body] = await said(await oauth.answer(request()));
  expect([answered, body.error]).toEqual([status, error]);
  expect(body).not.toHaveProperty('access_token');
  expect(acts()).toEqual(before);
});

test('another path is not found, and another method is not allowed', async () => {
  const { oauth } = world();
  expect((await oauth.answer(new Request(`${TOKEN}/more`, { method: 'POST' }))).status).toBe(404);
  expect((await oauth.answer(new Request(TOKEN))).status).toBe(405);
});

test('an access token is no refresh token', async () => {
  const { oauth, signIn } = world();
  expect(await said(await oauth.answer(grant(signIn().accessToken)))).toEqual([400, DENIED]);
});

test('a token of another client is refused, is left as it was, and the log says why', async () => {
  const { oauth, signIn, facts } = world();
  const { refreshToken } = signIn();
  const stranger = grant(refreshToken, { client_id: 'somebody-else' });
  expect(await said(await oauth.answer(stranger))).toEqual([400, DENIED]);
  expect(facts.at(-1)).toMatchObject({ act: 'refused', because: 'another client' });
  expect((await oauth.answer(grant(refreshToken))).status).toBe(200);
});

test('rotation: a token is exchanged once, and its family lives on', async () => {
  const { oauth, signIn, acts } = world({ rotation: 'rotate' });
  const { refreshToken } = signIn();
  const [, pair] = await said(await oauth.answer(grant(refreshToken)));
  expect(await said(await oauth.answer(grant(refreshToken)))).toEqual([400, DENIED]);
  expect((await oauth.answer(grant(String(pair.refresh_token)))).status).toBe(200);
  expect(acts()).toEqual([
    ...['issued access-1', 'issued refresh-1'],
    ...['rotated refresh-1', 'issued access-2', 'issued refresh-2'],
    'refused refresh-1',
    ...['rotated refresh-2', 'issued access-3', 'issued refresh-3'],
  ]);
});

test('grace: a rotated token works for a minute more, and not longer', async () => {
  const { oauth, signIn, pass, acts } = world({ rotation: 'rotate-with-grace' });
  const { refreshToken } = signIn();
  const statuses: number[] = [];
  for (const wait of [seconds(0), seconds(30), seconds(30), 1]) {
    await pass(wait);
    statuses.push((await oauth.answer(grant(refreshToken))).status);
  }
  expect(statuses).toEqual([200, 200, 200, 400]);
  expect(acts().filter((act) => act.startsWith('rotated'))).toEqual(['rotated refresh-1']);
  expect(acts().at(-1)).toBe('refused refresh-1');
});

test('reuse detection: a rotated token that comes back ends the whole family', async () => {
  const { oauth, api, signIn, acts, ledger } = world({ rotation: 'rotate-and-detect-reuse' });
  const bystander = signIn();
  const { refreshToken } = signIn();
  const [, pair] = await said(await oauth.answer(grant(refreshToken)));
  const before = acts().length;
  expect(await said(await oauth.answer(grant(refreshToken)))).toEqual([400, DENIED]);
  expect(acts().slice(before)).toEqual([
    'reused refresh-2',
    ...['revoked access-2', 'revoked refresh-2', 'revoked access-3', 'revoked refresh-3'],
  ]);
  expect(await said(await oauth.answer(grant(String(pair.refresh_token))))).toEqual([400, DENIED]);
  expect(ledger.inspect(String(pair.access_token))).toBe('revoked');
  expect(ledger.inspect(bystander.accessToken)).toBe('good');
  expect((await oauth.answer(grant(bystander.refreshToken))).status).toBe(200);
  expect(api.role).toBe('model');
});

test('an access token expires when its time has come, and the log says so, once', async () => {
  const { signIn, pass, acts, ledger } = world();
  const { accessToken } = signIn(minutes(10));
  await pass(minutes(10) - 1);
  expect(ledger.inspect(accessToken)).toBe('good');
  await pass(1);
  expect(ledger.inspect(accessToken)).toBe('expired');
  await pass(minutes(60));
  expect(acts()).toEqual(['issued access-1', 'issued refresh-1', 'expired access-1']);
});

test('a token that was revoked does not expire as well', async () => {
  const { signIn, pass, acts, ledger } = world();
  const { access } = signIn(minutes(10));
  ledger.revoke(access.family, 'signed out');
  ledger.revoke(access.family, 'signed out twice');
  await pass(minutes(20));
  expect(acts().slice(2)).toEqual(['revoked access-1', 'revoked refresh-1']);
  expect(ledger.inspect(access.text)).toBe('revoked');
});

test('the log knows when a token expires, in scenario time, and never its text', async () => {
  const { oauth, signIn, pass, facts } = world({ lifetime: minutes(30) });
  const { accessToken, refreshToken } = signIn(minutes(10));
  await pass(minutes(5));
  const [, pair] = await said(await oauth.answer(grant(refreshToken)));
  const expiry = facts.flatMap((fact) => ('expiresAt' in fact ? [fact.expiresAt] : []));
  expect(expiry).toEqual([minutes(10), minutes(35)]);
  const texts = [accessToken, refreshToken, pair.access_token, pair.refresh_token];
  for (const text of texts) expect(JSON.stringify(facts)).not.toContain(String(text));
});

test('a request is described by the names of what it carries, and can still be read', async () => {
  const { oauth, signIn } = world();
  const request = grant(signIn().refreshToken);
  expect(await oauth.describe(request)).toEqual({
    operation: 'POST /v1/oauth/token',
    endpoint: 'token',
    presents: [{ kind: 'refresh', token: 'refresh-1' }],
  });
  expect((await oauth.answer(request)).status).toBe(200);
  expect((await oauth.describe(grant('nonsense'))).presents).toEqual([
    { kind: 'refresh', token: 'unknown' },
  ]);
  expect(await oauth.describe(new Request('https://sign-in.example/other'))).toMatchObject({
    operation: 'GET /other',
    endpoint: 'other',
    presents: [],
  });
});

test('it turns away in the words of the RFC', async () => {
  const { oauth } = world();
  const request = grant('any');
  const refused = async (
    refuse: 'invalid-grant' | 'unauthorized' | 'unavailable',
    status: number,
  ) => said(oauth.refuse({ refuse, status }, request));
  expect(await refused('invalid-grant', 400)).toEqual([400, DENIED]);
  expect((await refused('unauthorized', 401))[1].error).toBe('invalid_client');
  expect((await refused('unavailable', 503))[1].error).toBe('temporarily_unavailable');
  expect((await refused('unavailable', 500))[1].error).toBe('server_error');
});

const name = fc.constantFrom('grant_type', 'client_id', 'refresh_token', 'scope', 'client_secret');
const value = fc.oneof(
  fc.constantFrom('refresh_token', 'password', CLIENT_ID, 'access-prefix-', ''),
  fc.string({ unit: 'binary' }),
);
const body = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.json(),
  fc.dictionary(name, fc.oneof(value, fc.jsonValue())).map((fields) => JSON.stringify(fields)),
  fc.array(fc.tuple(name, value)).map((fields) => new URLSearchParams(fields).toString()),
  fc.uint8Array().map((bytes) => new Uint8Array(bytes)),
);
const type = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
);

test('whatever it is sent, it answers with an error and issues nothing', async () => {
  const { oauth, signIn, acts } = world();
  signIn();
  const before = acts();
  await fc.assert(
    fc.asyncProperty(body, type, async (text, contentType) => {
      const request = post(text, contentType);
      const { endpoint } = await oauth.describe(request);
      const [status, told] = await said(await oauth.answer(request));
      expect(endpoint).toBe('token');
      expect([400, 401]).toContain(status);
      const codes = ['invalid_request', 'invalid_grant', 'invalid_client'];
      expect([...codes, 'unsupported_grant_type']).toContain(told.error);
      // RFC 6749, section 5.2: no control characters, no quotation mark, no backslash.
      expect(told.error_description ?? '').toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/);
      expect(acts()).toEqual(before);
    }),
    { numRuns: 1_000 },
  );
});
