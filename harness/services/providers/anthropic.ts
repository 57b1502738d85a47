import { messagesApi } from '../anthropic/messages.ts';
import { authorizationServer } from '../authorization-server.ts';
import type { Provider } from '../provider.ts';

/** Anthropic, as Claude Code knows it. */
export const anthropic: Provider = {
  look: { access: 'sk-ant-oat01-', refresh: 'sk-ant-ort01-' },
  shape: /\bsk-ant-o[ar]t01-[\w-]+/,
  services: ({ world, ledger, script }) => ({
    oauth: authorizationServer({
      ledger,
      path: '/v1/oauth/token',
      scope: 'user:inference user:profile user:sessions:claude_code',
    }),
    model: messagesApi(world, ledger, script),
  }),
};
