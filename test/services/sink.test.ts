import fc from 'fast-check';
import { expect, test } from 'vitest';
import { world } from './world.ts';

const ANY = 'https://telemetry.example/v1/events';

test('it answers everything, and a question without a body without one', async () => {
  const { rest } = world();
  const methods = fc.constantFrom('GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
  await fc.assert(
    fc.asyncProperty(methods, fc.webPath(), fc.string(), async (method, path, body) => {
      const request = new Request(`https://telemetry.example${path}`, {
        method,
        ...(method !== 'GET' && { body }),
      });
      expect((await rest.describe(request)).endpoint).toBe('other');
      const response = await rest.answer(request);
      expect([response.status, await response.json()]).toEqual([200, {}]);
    }),
  );
  const head = await rest.answer(new Request(ANY, { method: 'HEAD' }));
  expect([head.status, head.body]).toEqual([200, null]);
});

test('it notices a token wherever it stands: in the address, a header or the body', async () => {
  const { rest, signIn } = world();
  const { accessToken, refreshToken } = signIn();
  const carried = async (address: string, init: RequestInit = {}) =>
    (await rest.describe(new Request(address, init))).presents;
  const access = [{ kind: 'access', token: 'access-1' }];
  const body = JSON.stringify({ deep: [{ refreshToken }] });
  expect(await carried(`${ANY}?token=${accessToken}`)).toEqual(access);
  expect(await carried(ANY, { headers: { 'x-anything': accessToken } })).toEqual(access);
  expect(await carried(ANY, { headers: { authorization: `Bearer ${accessToken}` } })).toEqual(
    access,
  );
  expect(await carried(ANY, { method: 'POST', body })).toEqual([
    { kind: 'refresh', token: 'refresh-1' },
  ]);
  expect(await carried(ANY)).toEqual([]);
});

test('a bearer that nobody issued is told of as unknown', async () => {
  const { rest } = world();
  const request = new Request(ANY, { headers: { authorization: 'Bearer something' } });
  expect((await rest.describe(request)).presents).toEqual([{ kind: 'access', token: 'unknown' }]);
});

test('a request that was described can still be read', async () => {
  const { rest } = world();
  const request = new Request(ANY, { method: 'POST', body: 'text' });
  await rest.describe(request);
  expect(await request.text()).toBe('text');
});
