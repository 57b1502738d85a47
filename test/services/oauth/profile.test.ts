import { expect, test } from 'vitest';
import { minutes } from '#core/duration.ts';
import { world } from '../world.ts';
import { said } from './sign-in.ts';

const PATHS = ['/api/oauth/profile', '/api/oauth/claude_cli/roles', '/api/oauth/entitlements'];

const asked = (path: string, token?: string) =>
  new Request(`https://model.example${path}`, {
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  });

test.each(PATHS)('%s tells who has signed in, at the host of the model', async (path) => {
  const { api, signIn } = world({ scope: 'user:inference user:profile' });
  const request = asked(path, signIn().accessToken);
  expect(await api.describe(request)).toMatchObject({
    operation: `GET ${path}`,
    endpoint: 'profile',
    presents: [{ token: 'access-1' }],
  });
  const [status, body] = await said(await api.answer(request));
  expect(status).toBe(200);
  expect(body).not.toEqual({});
});

test('nobody is told without a good token, or with one that is not good for it', async () => {
  const { api, signIn, pass, ledger } = world();
  const heard = async (token?: string) => {
    const [status, body] = await said(await api.answer(asked(PATHS[0]!, token)));
    return `${status} ${(body.error as { message: string }).message}`;
  };
  const { accessToken } = signIn(minutes(1));
  expect(await heard()).toBe('401 Invalid bearer token');
  expect(await heard(accessToken)).toMatch(/^403 .*user:profile/);
  await pass(minutes(1));
  expect(await heard(accessToken)).toMatch(/^401 OAuth token has expired/);
  ledger.revokeAccess('access-1', 'told to');
  expect(await heard(accessToken)).toMatch(/^401 OAuth token has been revoked/);
});
