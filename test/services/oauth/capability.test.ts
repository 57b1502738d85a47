import { createLocalJWKSet, type JSONWebKeySet, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import { hours, minutes } from '#core/duration.ts';
import { Capabilities } from '#services/oauth/capability.ts';
import { CLIENT_ID, world } from '../world.ts';
import { ORIGIN, post, said } from './sign-in.ts';

const AUDIENCE = 'https://model.example';

const asked = (token: string) =>
  post('/v1/oauth/capability', {}, { authorization: `Bearer ${token}` });

/** A capability, and the keys with which it can be believed. */
async function obtained(given: Parameters<typeof world>[0] = {}) {
  const here = world(given);
  const { accessToken, access } = here.signIn();
  const [, told] = await said(await here.oauth.answer(asked(accessToken)));
  const keys = await here.oauth.answer(new Request(`${ORIGIN}/.well-known/jwks.json`));
  const set: JSONWebKeySet = await keys.json();
  return { ...here, access, text: String(told.capability), told, set };
}

test('whoever has the public keys believes a capability without asking anybody', async () => {
  const { text, told, set, now } = await obtained();
  const { payload, protectedHeader } = await jwtVerify(text, createLocalJWKSet(set), {
    issuer: ORIGIN,
    audience: AUDIENCE,
    typ: 'capability+jwt',
    currentDate: new Date(Date.UTC(2026, 3, 7, 14, 29) + now()),
  });
  expect(protectedHeader.alg).toBe('EdDSA');
  expect(payload).toMatchObject({ client_id: CLIENT_ID, plan: 'max', scope: 'user:inference' });
  expect(payload.exp! - payload.iat!).toBe(24 * 3_600);
  expect(told.expires_in).toBe(24 * 3_600);
});

test('one from an earlier day is signed with the same key, and is another', async () => {
  const { ledger, surroundings, set, text } = await obtained();
  const capabilities = new Capabilities({ world: surroundings, ledger, audience: AUDIENCE });
  const { accessToken } = ledger.signIn(CLIENT_ID, Date.UTC(2026, 3, 7, 15));
  const earlier = capabilities.of(accessToken, ORIGIN);
  expect(earlier).not.toBe(text);
  const currentDate = new Date(Date.UTC(2026, 3, 7, 15));
  const { payload } = await jwtVerify(earlier, createLocalJWKSet(set), { currentDate });
  expect(payload.iss).toBe(ORIGIN);
  expect(() => capabilities.of('no such token', ORIGIN)).toThrow('there is no such login');
});

test('no other key, no other audience and no changed word is believed', async () => {
  const { text, set } = await obtained();
  const currentDate = new Date(Date.UTC(2026, 3, 7, 15));
  const keys = createLocalJWKSet(set);
  const [header, payload, signature] = text.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString());
  const better = JSON.stringify({ ...claims, plan: 'everything' });
  const forged = [header, Buffer.from(better).toString('base64url'), signature].join('.');
  const other = createLocalJWKSet({ keys: [{ ...set.keys[0]!, x: 'A'.repeat(43) }] });
  await expect(jwtVerify(forged, keys, { currentDate })).rejects.toThrow(/signature/);
  await expect(jwtVerify(text, other, { currentDate })).rejects.toThrow(/signature/);
  await expect(jwtVerify(text, keys, { currentDate, audience: 'x' })).rejects.toThrow(/aud/);
  const late = new Date(Date.UTC(2026, 3, 8, 14, 30));
  await expect(jwtVerify(text, keys, { currentDate: late })).rejects.toThrow(/exp/);
});

test('the same seed gives the same key and the same bytes', async () => {
  const [one, other] = [await obtained(), await obtained()];
  expect(other.text).toBe(one.text);
  expect(other.set).toEqual(one.set);
});

test('it outlives its access token and its grant, and the ledger knows until when', async () => {
  const { ledger, pass, text, access, facts } = await obtained();
  expect(facts.at(-1)).toEqual({
    ...{ kind: 'ledger', act: 'issued', token: 'capability-1', credential: 'capability' },
    ...{ family: 'family-1', expiresAt: hours(24) },
  });
  ledger.revoke(access.family, 'signed out');
  await pass(hours(24) - 1);
  expect(ledger.inspect(text, 'capability')).toBe('good');
  await pass(1);
  expect(ledger.inspect(text, 'capability')).toBe('expired');
});

test('it is found in whatever carries it', async () => {
  const { rest, text } = await obtained();
  const found = [{ kind: 'capability', token: 'capability-1' }];
  const request = new Request('https://any.example/', { headers: { 'x-capability': text } });
  expect((await rest.describe(request)).presents).toEqual(found);
  const body = JSON.stringify({ deep: { text } });
  const posted = new Request('https://any.example/', { method: 'POST', body });
  expect((await rest.describe(posted)).presents).toEqual(found);
});

test('it is given to nobody without a good access token (RFC 6750, section 3)', async () => {
  const { oauth, signIn, pass } = world();
  const { accessToken, refreshToken } = signIn(minutes(1));
  await pass(minutes(1));
  for (const token of ['nonsense', accessToken, refreshToken]) {
    const answer = await oauth.answer(asked(token));
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  }
  const nobody = await oauth.answer(post('/v1/oauth/capability', {}));
  expect(nobody.status).toBe(401);
  expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="capability"');
});
