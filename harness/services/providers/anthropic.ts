import { alertSink } from '../alert-sink.ts';
import { messagesApi } from '../anthropic/messages.ts';
import { Capabilities } from '../oauth/capability.ts';
import { ANTHROPIC } from '../oauth/options.ts';
import { authorizationServer } from '../oauth/server.ts';
import type { Provider } from '../provider.ts';
import { statusPage } from '../status-page.ts';

/** What a subscriber's login is good for, as the client asks for it. */
const SCOPE = 'user:inference user:profile user:sessions:claude_code';

/** Who may believe what its authorization server signs. */
const AUDIENCE = 'https://api.anthropic.com';

/** Anthropic, as Claude Code knows it. */
export const anthropic: Provider = {
  look: { access: 'sk-ant-oat01-', refresh: 'sk-ant-ort01-', 'api-key': 'sk-ant-api03-' },
  scope: SCOPE,
  services: ({ world, ledger, script, clientId }) => ({
    oauth: authorizationServer({
      ...{ world, ledger },
      clients: [clientId],
      scopes: [...SCOPE.split(' '), 'org:create_api_key', 'user:mcp_servers', 'user:file_upload'],
      paths: ANTHROPIC,
      audience: AUDIENCE,
    }),
    // A signed token is believed for what it says, whatever has become of the login behind it.
    model: messagesApi(
      world,
      ledger,
      script,
      (token) => ledger.inspect(token, 'capability') === 'good',
    ),
    status: statusPage(world, ledger, { name: 'Claude', components: ['Sign-in', 'Model API'] }),
    alerts: alertSink(world, ledger),
  }),
  capabilityOf: (means, login) =>
    new Capabilities({ ...means, audience: AUDIENCE }).of(login, 'https://platform.claude.com'),
};
