import { minutes } from '#core/duration.ts';
import type { Profile, Role } from '#core/role.ts';
import { roleOf } from '#core/role.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Service, World } from '#core/service.ts';
import { messagesApi } from './anthropic/messages.ts';
import { Ledger } from './ledger.ts';
import { ANTHROPIC } from './oauth/options.ts';
import { authorizationServer } from './oauth/server.ts';
import { type Script, script } from './script.ts';
import { sink } from './sink.ts';

/** Everything that stands in for the outside world in one run. */
export interface Provided {
  readonly ledger: Ledger;
  readonly script: Script;
  /** The service that answers at a host. */
  serviceAt(host: string): Service;
}

/** What a subscriber's login is good for, as the client asks for it. */
const SCOPE = 'user:inference user:profile user:sessions:claude_code';

/** Set up the services that a profile's hosts stand for, over fresh state. */
export function provide(world: World, profile: Profile, scenario: ScenarioRecord): Provided {
  const { given, work } = scenario;
  const ledger = new Ledger(
    world,
    { ...given, lifetime: given.lifetime ?? minutes(60), scope: SCOPE },
    { access: 'sk-ant-oat01-', refresh: 'sk-ant-ort01-', 'api-key': 'sk-ant-api03-' },
  );
  const model = script(world.random, { tool: work.tool });
  const rest = sink(ledger);
  const services: Readonly<Record<Role, Service>> = {
    oauth: authorizationServer({
      ...{ world, ledger },
      clients: [profile.clientId],
      scopes: [...SCOPE.split(' '), 'org:create_api_key', 'user:mcp_servers', 'user:file_upload'],
      paths: ANTHROPIC,
      audience: 'https://api.anthropic.com',
    }),
    model: messagesApi(world, ledger, model),
    status: rest,
    alerts: rest,
    decoy: rest,
    other: rest,
  };
  return { ledger, script: model, serviceAt: (host) => services[roleOf(profile, host)] };
}
