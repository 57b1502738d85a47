import { ANTHROPIC } from '../oauth/options.ts';
import { authorizationServer } from '../oauth/server.ts';
import { responsesApi } from '../openai/responses.ts';
import { idToken, mint } from '../openai/tokens.ts';
import type { Provider } from '../provider.ts';

const SCOPE = 'openid profile email offline_access';

/** OpenAI, as Codex CLI knows it: logins at auth.openai.com, work at ChatGPT or at the API. */
export const openai: Provider = {
  look: { access: 'eyJ', refresh: 'rt_', 'api-key': 'sk-proj-', mint },
  scope: SCOPE,
  services: ({ world, ledger, script, clientId }) => {
    let granted = 0;
    return {
      oauth: authorizationServer({
        ...{ world, ledger },
        clients: [clientId],
        scopes: SCOPE.split(' '),
        paths: {
          ...ANTHROPIC,
          token: '/oauth/token',
          authorize: ['/oauth/authorize'],
          revoke: '/oauth/revoke',
          metadata: '/.well-known/openid-configuration',
        },
        audience: 'https://api.openai.com/v1',
        also: () => {
          granted += 1;
          const random = world.random.fork(`id-token-${granted}`);
          return { id_token: idToken(random, clientId, world.clock.now()) };
        },
      }),
      model: responsesApi(world, ledger, script),
    };
  },
};
