import { expect, test } from 'vitest';
import { minutes, seconds } from '#core/duration.ts';
import type { Service } from '#core/service.ts';
import { CLIENT_ID, grant, world } from '../world.ts';
import { type Fields, ORIGIN, poll, post, said } from './sign-in.ts';

const begun = async (oauth: Service, change: Fields = {}) =>
  said(await oauth.answer(post('/v1/oauth/device', { client_id: CLIENT_ID, ...change })));

/** A device that has asked, and what it is told when it asks on. */
async function device(given: Parameters<typeof world>[0] = {}) {
  const here = world(given);
  const [, told] = await begun(here.oauth);
  const code = String(told.device_code);
  const ask = async (change: Fields = {}) => {
    const [status, answer] = await said(await here.oauth.answer(poll(code, change)));
    return status === 200 ? 'a login' : `${status} ${answer.error}`;
  };
  const decide = async (decision: string, user_code = String(told.user_code)) =>
    (await here.oauth.answer(post('/oauth/device', { user_code, decision }))).status;
  return { ...here, told, code, ask, decide };
}

test('a device is told a code, where to type it, and how often to ask', async () => {
  const { told, facts } = await device();
  const { user_code: typed } = told;
  expect(told).toEqual({
    device_code: expect.stringMatching(/[a-z0-9]{64}$/),
    user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
    verification_uri: `${ORIGIN}/oauth/device`,
    verification_uri_complete: `${ORIGIN}/oauth/device?user_code=${typed}`,
    expires_in: 900,
    interval: 5,
  });
  expect(facts.at(-1)).toMatchObject({ token: 'device-code-1', credential: 'device-code' });
});

test('it waits until somebody has allowed it, and then has a login of its own', async () => {
  const { oauth, code, ask, decide, pass, acts } = await device();
  expect(await ask()).toBe('400 authorization_pending');
  expect(await decide('allow')).toBe(200);
  await pass(seconds(5));
  const [status, login] = await said(await oauth.answer(poll(code)));
  expect(status).toBe(200);
  expect((await oauth.answer(grant(String(login.refresh_token)))).status).toBe(200);
  await pass(seconds(5));
  expect(await ask()).toBe('400 invalid_grant');
  expect(acts().slice(0, 3)).toEqual([
    ...['issued device-code-1', 'issued access-1', 'issued refresh-1'],
  ]);
});

test('asking faster than it was told makes it wait five seconds longer', async () => {
  const { ask, pass } = await device();
  const heard: string[] = [await ask()];
  for (const wait of [seconds(4), seconds(9), seconds(15), seconds(15)]) {
    await pass(wait);
    heard.push(await ask());
  }
  const [pending, slower] = ['400 authorization_pending', '400 slow_down'];
  expect(heard).toEqual([pending, slower, slower, pending, pending]);
});

test('a timer that runs out a moment too early is forgiven', async () => {
  const { ask, pass } = await device();
  await ask();
  await pass(seconds(5) - 100);
  expect(await ask()).toBe('400 authorization_pending');
  await pass(seconds(5) - 101);
  expect(await ask()).toBe('400 slow_down');
});

test('somebody says no', async () => {
  const { ask, decide, acts } = await device();
  expect(await decide('deny')).toBe(200);
  expect(await ask()).toBe('400 access_denied');
  expect(acts()).toEqual(['issued device-code-1']);
});

test('after fifteen minutes it is too late for both of them', async () => {
  const { ask, decide, pass, acts } = await device();
  await pass(minutes(15));
  expect(await decide('allow')).toBe(400);
  expect(await ask()).toBe('400 expired_token');
  expect(acts()).toEqual(['issued device-code-1', 'expired device-code-1']);
});

test('a code may be typed as people type', async () => {
  const { ask, decide, told } = await device();
  const typed = String(told.user_code).toLowerCase().replace('-', ' ');
  expect(await decide('allow', ` ${typed} `)).toBe(200);
  expect(await ask()).toBe('a login');
});

test('a code is decided on once, and a wrong one not at all', async () => {
  const { ask, decide, pass } = await device();
  expect(await decide('allow', 'BCDF-BCDF')).toBe(400);
  expect(await decide('perhaps')).toBe(400);
  expect(await ask()).toBe('400 authorization_pending');
  expect(await decide('deny')).toBe(200);
  expect(await decide('allow')).toBe(400);
  await pass(seconds(5));
  expect(await ask()).toBe('400 access_denied');
});

test('only the device that asked is answered', async () => {
  const { oauth, ask } = await device();
  expect(await ask({ client_id: 'somebody-else' })).toBe('400 invalid_grant');
  expect(await ask({ client_id: 'a stranger' })).toBe('401 invalid_client');
  expect(await ask({ device_code: 'nonsense' })).toBe('400 invalid_grant');
  expect(await ask({ device_code: undefined })).toBe('400 invalid_request');
  const refused = async (change: Fields) => (await begun(oauth, change))[1].error;
  expect(await refused({ client_id: undefined })).toBe('invalid_client');
  expect(await refused({ scope: 'everything' })).toBe('invalid_scope');
});

test('the page asks for the code, and knows the one that is in its address', async () => {
  const { oauth, told } = await device();
  const page = async (url: unknown) => (await oauth.answer(new Request(String(url)))).text();
  expect(await page(told.verification_uri)).toContain('name="user_code" value=""');
  const known = `name="user_code" value="${told.user_code}"`;
  expect(await page(told.verification_uri_complete)).toContain(known);
  expect(await page(`${ORIGIN}/oauth/device?user_code="><b>`)).not.toContain('<b>');
});
