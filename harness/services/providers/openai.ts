import { amended } from '../amended.ts';
import { authorizationServer } from '../authorization-server.ts';
import { responsesApi } from '../openai/responses.ts';
import { ACCESS_SHAPE, idToken, mint } from '../openai/tokens.ts';
import type { Provider } from '../provider.ts';

/** OpenAI, as Codex CLI knows it: logins at auth.openai.com, work at ChatGPT or at the API. */
export const openai: Provider = {
  look: { access: 'eyJ', refresh: 'rt_', mint },
  shape: new RegExp(`${ACCESS_SHAPE.source}|\\brt_\\w+`),
  services: ({ world, ledger, script, clientId }) => {
    let granted = 0;
    const server = authorizationServer({
      ledger,
      path: '/oauth/token',
      scope: 'openid profile email offline_access',
    });
    return {
      oauth: amended(server, (grant) => {
        granted += 1;
        const random = world.random.fork(`id-token-${granted}`);
        return { ...grant, id_token: idToken(random, clientId, world.clock.now()) };
      }),
      model: responsesApi(world, ledger, script),
    };
  },
};
