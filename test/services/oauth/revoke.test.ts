import { expect, test } from 'vitest';
import { CLIENT_ID, grant, world } from '../world.ts';
import { type Fields, post, said } from './sign-in.ts';

const revocation = (token: string | undefined, change: Fields = {}) =>
  post('/v1/oauth/revoke', { token, client_id: CLIENT_ID, ...change });

test('to revoke a refresh token ends its whole family, and no other', async () => {
  const { oauth, signIn, ledger, acts } = world();
  const bystander = signIn();
  const { accessToken, refreshToken } = signIn();
  expect(await said(await oauth.answer(revocation(refreshToken)))).toEqual([200, {}]);
  expect(ledger.inspect(accessToken)).toBe('revoked');
  expect((await oauth.answer(grant(refreshToken))).status).toBe(400);
  expect(ledger.inspect(bystander.accessToken)).toBe('good');
  expect(acts().slice(4)).toEqual(['revoked access-2', 'revoked refresh-2', 'refused refresh-2']);
});

test('to revoke an access token ends it alone', async () => {
  const { oauth, signIn, ledger } = world();
  const { accessToken, refreshToken } = signIn();
  expect((await oauth.answer(revocation(accessToken))).status).toBe(200);
  expect(ledger.inspect(accessToken)).toBe('revoked');
  expect((await oauth.answer(grant(refreshToken))).status).toBe(200);
});

test('a token that nobody knows, or that is another’s, is answered alike', async () => {
  const { oauth, signIn, ledger, acts } = world();
  const { accessToken, refreshToken } = signIn();
  const stranger = { client_id: 'somebody-else' };
  for (const request of [
    revocation('nonsense'),
    revocation(refreshToken, stranger),
    revocation(accessToken, stranger),
  ]) {
    expect(await said(await oauth.answer(request))).toEqual([200, {}]);
  }
  expect(ledger.inspect(accessToken)).toBe('good');
  expect(acts()).toHaveLength(2);
});

test('who does not say what, or who, is told so', async () => {
  const { oauth, signIn } = world();
  const { refreshToken } = signIn();
  const heard = async (request: Request) => {
    const [status, body] = await said(await oauth.answer(request));
    return `${status} ${body.error}`;
  };
  expect(await heard(revocation(undefined))).toBe('400 invalid_request');
  expect(await heard(revocation(refreshToken, { client_id: undefined }))).toBe(
    '401 invalid_client',
  );
  expect(await heard(revocation(refreshToken, { client_id: 'a stranger' }))).toBe(
    '401 invalid_client',
  );
});

test('a client may give its name in a Basic header, if it does not contradict itself', async () => {
  const { oauth, signIn } = world();
  const as = (name: string, password = '') => {
    const pair = Buffer.from(`${encodeURIComponent(name)}:${password}`);
    return { authorization: `Basic ${pair.toString('base64')}` };
  };
  const answered = async (headers: HeadersInit, client_id?: string) => {
    const fields = { grant_type: 'refresh_token', refresh_token: signIn().refreshToken };
    return oauth.answer(post('/v1/oauth/token', { ...fields, client_id }, headers));
  };
  expect((await answered(as(CLIENT_ID))).status).toBe(200);
  expect((await answered(as(CLIENT_ID, 'anything'), CLIENT_ID)).status).toBe(200);
  for (const wrong of [
    await answered(as(CLIENT_ID), 'somebody-else'),
    await answered(as('a stranger')),
    await answered({ authorization: 'Basic %%%' }, CLIENT_ID),
  ]) {
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('www-authenticate')).toMatch(/^Basic realm=/);
  }
});
