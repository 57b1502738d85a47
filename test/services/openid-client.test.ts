import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { createRemoteJWKSet, customFetch as joseFetch, jwtVerify } from 'jose';
import * as client from 'openid-client';
import { expect, onTestFinished, test } from 'vitest';
import { seconds } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import { Ledger } from '#services/ledger.ts';
import { ANTHROPIC } from '#services/oauth/options.ts';
import { authorizationServer } from '#services/oauth/server.ts';
import { seeded } from '#time/seeded.ts';
import { wallClock } from '#time/wall.ts';
import { OAUTH, type Opened, opened, PROFILE } from '../transports/opened.ts';
import { decidedAt } from './oauth/sign-in.ts';

const ISSUER = new URL(`https://${OAUTH}`);
const SCOPE = 'user:inference user:profile';
const redirect_uri = 'http://127.0.0.1:45671/callback';

/** A `fetch` over real TLS: the name goes into the handshake, and the connection to our port. */
const fetchFrom =
  (from: Opened) =>
  async (url: string, init?: object): Promise<Response> => {
    const asked = new Request(url, init);
    const { hostname, pathname, search } = new URL(url);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const asking = request(
        {
          ...{ host: from.addressOf(hostname), port: from.ports.tls, servername: hostname },
          ...{ ca: from.caPem, agent: false, method: asked.method, path: pathname + search },
          headers: { ...Object.fromEntries(asked.headers), host: hostname },
        },
        resolve,
      );
      asking.on('error', reject);
      void asked.text().then((body) => asking.end(body));
    });
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk);
    const status = answer.statusCode!;
    const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    return new Response(chunks.length > 0 ? Buffer.concat(chunks) : null, {
      status,
      headers: headers as [string, string][],
    });
  };

/** The service behind real sockets, and a certified client that has discovered it. */
async function discovered() {
  const clock = wallClock();
  onTestFinished(() => clock.close());
  const facts: Fact[] = [];
  const zero = clock.now();
  const world = {
    ...{ clock, random: seeded(1), zero: () => zero },
    tell: (fact: Fact) => facts.push(fact),
  };
  const ledger = new Ledger(
    world,
    { rotation: 'rotate', lifetime: seconds(3_600), scope: SCOPE },
    { access: 'access-', refresh: 'refresh-' },
  );
  const answers = authorizationServer({
    ...{ world, ledger, paths: ANTHROPIC, scopes: SCOPE.split(' ') },
    ...{ clients: [PROFILE.clientId], audience: 'https://model.example', interval: seconds(1) },
  });
  const from = await opened({ answers });
  const fetch = fetchFrom(from);
  const config = await client.discovery(ISSUER, PROFILE.clientId, undefined, client.None(), {
    algorithm: 'oauth2',
    [client.customFetch]: fetch,
  });
  return { config, fetch, ledger, from };
}

type Fetch = ReturnType<typeof fetchFrom>;

/** What a browser comes back with when somebody has decided. */
const browsed = async (fetch: Fetch, url: URL, decision = 'allow') =>
  new URL(await decidedAt(fetch, url.href, decision));

/** Sign in with a code, as the documentation of the client has it. */
async function signedIn() {
  const here = await discovered();
  const pkceCodeVerifier = client.randomPKCECodeVerifier();
  const expectedState = client.randomState();
  const url = client.buildAuthorizationUrl(here.config, {
    redirect_uri,
    scope: SCOPE,
    code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
  });
  const back = await browsed(here.fetch, url);
  const checks = { pkceCodeVerifier, expectedState };
  const tokens = await client.authorizationCodeGrant(here.config, back, checks);
  return { ...here, tokens, back, checks };
}

test('openid-client discovers the server, and signs in with a code and PKCE', async () => {
  const { config, tokens, ledger } = await signedIn();
  expect(config.serverMetadata().supportsPKCE()).toBe(true);
  expect(tokens.expiresIn()).toBeGreaterThan(3_500);
  expect(tokens.scope).toBe(SCOPE);
  expect(ledger.inspect(tokens.access_token)).toBe('good');
});

test('openid-client hears what is wrong: a code twice, another verifier, a denial', async () => {
  const { config, back, checks, fetch } = await signedIn();
  const again = client.authorizationCodeGrant(config, back, checks);
  await expect(again).rejects.toMatchObject({ status: 400, error: 'invalid_grant' });
  const url = client.buildAuthorizationUrl(config, {
    redirect_uri,
    code_challenge: await client.calculatePKCECodeChallenge(checks.pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
  });
  const other = { ...checks, pkceCodeVerifier: client.randomPKCECodeVerifier() };
  const astray = client.authorizationCodeGrant(config, await browsed(fetch, url), other);
  await expect(astray).rejects.toMatchObject({ error: 'invalid_grant' });
  const denied = await browsed(fetch, url, 'deny');
  const refused = client.authorizationCodeGrant(config, denied, checks);
  await expect(refused).rejects.toMatchObject({ error: 'access_denied' });
});

test('openid-client refreshes, once with each token', async () => {
  const { config, tokens, ledger } = await signedIn();
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token!);
  expect(ledger.inspect(refreshed.access_token)).toBe('good');
  expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);
  const again = client.refreshTokenGrant(config, tokens.refresh_token!);
  await expect(again).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('openid-client revokes: a token that is known, and one that is not', async () => {
  const { config, tokens, ledger } = await signedIn();
  await client.tokenRevocation(config, 'nonsense');
  await client.tokenRevocation(config, tokens.refresh_token!);
  expect(ledger.inspect(tokens.access_token)).toBe('revoked');
  const again = client.refreshTokenGrant(config, tokens.refresh_token!);
  await expect(again).rejects.toMatchObject({ error: 'invalid_grant' });
});

test('openid-client signs a device in, and hears that somebody said no', async () => {
  const { config, fetch, ledger } = await discovered();
  const begun = async (decision: string) => {
    const told = await client.initiateDeviceAuthorization(config, { scope: SCOPE });
    const polling = client.pollDeviceAuthorizationGrant(config, told);
    const address = told.verification_uri_complete!;
    void decidedAt(fetch, address, decision, told.user_code);
    return polling;
  };
  const tokens = await begun('allow');
  expect(ledger.inspect(tokens.access_token)).toBe('good');
  await expect(begun('deny')).rejects.toMatchObject({ error: 'access_denied' });
});

test('jose believes a capability with the keys that it fetches', async () => {
  const { config, tokens, fetch } = await signedIn();
  const url = new URL(`https://${OAUTH}/v1/oauth/capability`);
  const answer = await client.fetchProtectedResource(config, tokens.access_token, url, 'POST');
  const { capability } = await answer.json();
  const keys = createRemoteJWKSet(new URL(config.serverMetadata().jwks_uri!), {
    [joseFetch]: fetch,
  });
  const { payload } = await jwtVerify(capability, keys, {
    issuer: ISSUER.origin,
    audience: 'https://model.example',
  });
  expect(payload).toMatchObject({ client_id: PROFILE.clientId, plan: 'max' });
});
