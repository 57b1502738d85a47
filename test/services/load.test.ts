import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact } from '#core/entry.ts';
import { KEPT } from '#services/kept-tokens.ts';
import { authorizeUrl, decided, ORIGIN, post, said } from './oauth/sign-in.ts';
import { CLIENT_ID, grant, world } from './world.ts';

const KEYS = [
  ...['grant_type', 'client_id', 'refresh_token', 'code', 'redirect_uri', 'code_verifier'],
  ...['device_code', 'user_code', 'token', 'scope', 'decision', '__proto__', 'response_type'],
];
const PATHS = [
  ...['/v1/oauth/token', '/v1/oauth/device', '/v1/oauth/revoke', '/v1/oauth/capability'],
  ...['/oauth/authorize', '/oauth/device', '/oauth/code/callback', '/.well-known/jwks.json'],
  ...['/.well-known/oauth-authorization-server', '/', '/v1/oauth/token/'],
];
const GRANTS = [
  ...['refresh_token', 'authorization_code', 'password'],
  'urn:ietf:params:oauth:grant-type:device_code',
];

/** Requests that are nearly right, from whatever has been issued so far. */
const fuzzed = (known: () => readonly string[]) => {
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.noBias(fc.nat()).map((at) => known()[at % known().length]!) },
    { weight: 3, arbitrary: fc.constantFrom(...GRANTS, CLIENT_ID, 'allow', 'deny', '') },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
  const fields = fc.array(fc.tuple(fc.constantFrom(...KEYS), value), { maxLength: 8 });
  const likely = fc
    .tuple(fc.constantFrom('refresh_token', ...GRANTS), value)
    .map(([type, text]) => [
      ['grant_type', type],
      ['client_id', CLIENT_ID],
      [type === 'refresh_token' ? type : 'code', text],
    ]);
  const all = fc.oneof(
    likely,
    likely,
    fields,
    fc.tuple(likely, fields).map((two) => two.flat()),
  );
  return fc.record({
    path: fc.oneof(fc.constantFrom('/v1/oauth/token'), fc.constantFrom(...PATHS)),
    method: fc.oneof(
      { weight: 9, arbitrary: fc.constant('POST') },
      { weight: 2, arbitrary: fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'HEAD') },
    ),
    fields: all as fc.Arbitrary<[string, string][]>,
    as: fc.constantFrom('form', 'form', 'json', 'json', 'query'),
    bearer: fc.option(value.filter((text) => /^[\x21-\x7e]+$/.test(text))),
  });
};

type Given = ReturnType<typeof fuzzed> extends fc.Arbitrary<infer T> ? T : never;

function request(given: Given): Request {
  const { path, method, fields, as, bearer } = given;
  const form = new URLSearchParams(fields);
  const hasBody = !['GET', 'HEAD'].includes(method) && as !== 'query';
  const body = as === 'json' ? JSON.stringify(Object.fromEntries(fields)) : form.toString();
  const type = as === 'json' ? 'application/json' : 'application/x-www-form-urlencoded';
  return new Request(`${ORIGIN}${path}${hasBody ? '' : `?${form}`}`, {
    method,
    headers: { 'content-type': type, ...(bearer && { authorization: `Bearer ${bearer}` }) },
    ...(hasBody && { body }),
  });
}

/** What the log says of each grant: how many of its refresh tokens work, and if it was ended. */
function grants(facts: readonly Fact[]) {
  const families = new Map<string, { active: Set<string>; ended: boolean; after: number }>();
  for (const fact of facts) {
    if (fact.kind !== 'ledger') continue;
    const family = families.get(fact.family) ?? { active: new Set(), ended: false, after: 0 };
    families.set(fact.family, family);
    const isRefresh = fact.token.startsWith('refresh');
    if (fact.act === 'issued' && family.ended) family.after += 1;
    if (isRefresh && fact.act === 'issued') family.active.add(fact.token);
    if (isRefresh && fact.act !== 'issued' && fact.act !== 'refused') {
      family.active.delete(fact.token);
    }
    if (fact.act === 'revoked' && isRefresh) family.ended = true;
  }
  return [...families.values()];
}

test('10,000 requests, nearly right: answers are well formed, grants stay sound', async () => {
  const { oauth, signIn, ledger, facts } = world({ rotation: 'rotate-and-detect-reuse' });
  const known = (): readonly string[] => ledger.issuedSince(ledger.issued - 200).map((t) => t.text);
  for (let count = 0; count < 20; count += 1) signIn();
  await decided(oauth, authorizeUrl());
  await oauth.answer(post('/v1/oauth/device', { client_id: CLIENT_ID }));
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fuzzed(known), async (given) => {
      const asked = request(given);
      expect(await oauth.describe(asked)).toMatchObject({ operation: expect.any(String) });
      const answer = await oauth.answer(asked);
      statuses.add(answer.status);
      expect([200, 303, 400, 401, 404, 405]).toContain(answer.status);
      if (!answer.headers.get('content-type')?.startsWith('application/json')) return;
      const body = await answer.json();
      if (answer.status >= 400) expect(body.error).toMatch(/^[a-z_]+$/);
      expect(body.error_description ?? '').toMatch(/^[\x20-\x21\x23-\x5B\x5D-\x7E]*$/);
    }),
    { numRuns: 10_000 },
  );
  expect(statuses).toEqual(new Set([200, 400, 401, 404, 405, ...statuses]));
  for (const { active, ended, after } of grants(facts)) {
    expect(active.size).toBeLessThanOrEqual(1);
    expect(ended && active.size + after > 0).toBe(false);
  }
  const acts = new Set(facts.map((fact) => fact.kind === 'ledger' && fact.act));
  // What chance must have hit among so many; what it rarely hits has tests of its own.
  expect(acts).toEqual(new Set(['issued', 'rotated', 'reused', 'revoked', ...acts]));
});

test('of very many tokens the last ones are known, and the first are forgotten', async () => {
  const { oauth, signIn, ledger } = world({ rotation: 'rotate-and-detect-reuse' });
  const first = signIn().refreshToken;
  const texts = [first];
  for (let count = 0; count < KEPT.alive + KEPT.dead; count += 1) {
    const [, login] = await said(await oauth.answer(grant(texts.at(-1))));
    texts.push(String(login.refresh_token));
  }
  expect(ledger.nameOf(first)).toBe('unknown');
  expect((await oauth.answer(grant(first))).status).toBe(400);
  expect(ledger.nameOf(texts.at(-1)!)).toBe(`refresh-${texts.length}`);
  // What was forgotten can do no harm; what comes back while it is remembered, does.
  expect((await oauth.answer(grant(texts.at(-2)!))).status).toBe(400);
  expect((await oauth.answer(grant(texts.at(-1)!))).status).toBe(400);
});

test('whoever learns what was issued learns all of it, a few at a time', async () => {
  const { signIn, ledger } = world();
  const learned: string[] = [];
  let seen = 0;
  for (let count = 0; count < 3 * KEPT.alive; count += 1) {
    signIn();
    if (count % 50 > 0) continue;
    learned.push(...ledger.issuedSince(seen).map(({ name }) => name));
    seen = ledger.issued;
  }
  learned.push(...ledger.issuedSince(seen).map(({ name }) => name));
  expect(learned).toHaveLength(6 * KEPT.alive);
  expect(new Set(learned).size).toBe(learned.length);
});
