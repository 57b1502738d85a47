import { amended } from '../amended.ts';
import { authorizationServer } from '../authorization-server.ts';
import { geminiApi } from '../google/generate.ts';
import { identity } from '../google/identity.ts';
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
  shape: /\bya29\.[\w-]+|\b1\/\/0[\w-]+/,
  services: ({ world, ledger, script, clientId }) => {
    const server = authorizationServer({ ledger, path: '/token', scope: SCOPE });
    const grants = amended(server, ({ refresh_token, ...grant }, asked) =>
      refresh_token === asked.refresh_token ? grant : { refresh_token, ...grant },
    );
    return {
      oauth: identity({ world, ledger, server: grants, clientId, scope: SCOPE }),
      model: geminiApi(world, ledger, script),
    };
  },
};
