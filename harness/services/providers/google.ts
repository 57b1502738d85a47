import { geminiApi } from '../google/generate.ts';
import { identity } from '../google/identity.ts';
import { ANTHROPIC } from '../oauth/options.ts';
import { authorizationServer } from '../oauth/server.ts';
import type { Provider } from '../provider.ts';

const SCOPE =
  'https://www.googleapis.com/auth/cloud-platform ' +
  'https://www.googleapis.com/auth/userinfo.email ' +
  'https://www.googleapis.com/auth/userinfo.profile openid';

/**
 * Google, as Gemini CLI knows it. A refresh token stays good for as long as the grant does, and a
 * refresh brings no new one.
 * @see https://developers.google.com/identity/protocols/oauth2/native-app#offline
 */
export const google: Provider = {
  look: { access: 'ya29.', refresh: '1//0', keepsRefreshTokens: true },
  scope: SCOPE,
  services: ({ world, ledger, script, clientId }) => {
    const server = authorizationServer({
      ...{ world, ledger },
      clients: [clientId],
      scopes: SCOPE.split(' '),
      paths: {
        ...ANTHROPIC,
        token: '/token',
        authorize: ['/o/oauth2/v2/auth'],
        device: '/device/code',
        revoke: '/revoke',
        metadata: '/.well-known/openid-configuration',
        keys: '/oauth2/v3/certs',
      },
      audience: 'https://cloudcode-pa.googleapis.com',
    });
    return {
      oauth: identity({ world, ledger, server, clientId, scope: SCOPE }),
      model: geminiApi(world, ledger, script),
    };
  },
};
