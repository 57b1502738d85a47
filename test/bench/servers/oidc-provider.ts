import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';
import { FAMILIES, ready } from './ready.ts';

/**
 * A plain map. The adapter that comes with it is for development: it goes through all tokens of a
 * grant whenever one is added, and would lose this race by itself.
 */
class InMemory implements Adapter {
  readonly #stored = new Map<string, AdapterPayload>();

  async upsert(id: string, payload: AdapterPayload) {
    this.#stored.set(id, payload);
  }
  async find(id: string) {
    return this.#stored.get(id);
  }
  async findByUserCode() {
    return undefined;
  }
  async findByUid() {
    return undefined;
  }
  async consume(id: string) {
    this.#stored.get(id)!.consumed = Math.floor(Date.now() / 1_000);
  }
  async destroy(id: string) {
    this.#stored.delete(id);
  }
  async revokeByGrantId() {}
}

const clientId = 'client';
const scope = 'offline_access';
const provider = new Provider('http://127.0.0.1', {
  adapter: InMemory,
  clients: [
    {
      client_id: clientId,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: ['http://127.0.0.1/callback'],
      response_types: ['code'],
      application_type: 'native',
    },
    {
      client_id: 'machine',
      client_secret: 'fake-secret-of-nobody',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: ['client_credentials'],
      redirect_uris: [],
      response_types: [],
    },
  ],
  features: { clientCredentials: { enabled: true }, devInteractions: { enabled: false } },
  findAccount: (_, accountId) => ({ accountId, claims: () => ({ sub: accountId }) }),
  rotateRefreshToken: true,
  ttl: { RefreshToken: 86_400, AccessToken: 3_600, Grant: 86_400, ClientCredentials: 3_600 },
});

const client = (await provider.Client.find(clientId))!;
const refreshTokens: string[] = [];
for (let family = 0; family < FAMILIES; family += 1) {
  const accountId = `account-${family}`;
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const token = new provider.RefreshToken({
    accountId,
    client,
    grantId: await grant.save(),
    gty: 'authorization_code',
    scope,
  } as never);
  refreshTokens.push(await token.save());
}

const server = createServer(provider.callback());
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  ready({ at: { oauth: `http://127.0.0.1:${port}` }, refreshTokens });
});
