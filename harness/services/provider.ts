import { minutes } from '#core/duration.ts';
import { HarnessError } from '#core/errors.ts';
import type { Profile, Role } from '#core/role.ts';
import { roleOf } from '#core/role.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { Service, World } from '#core/service.ts';
import { limited } from './capacity.ts';
import { Ledger } from './ledger.ts';
import { anthropic } from './providers/anthropic.ts';
import { google } from './providers/google.ts';
import { openai } from './providers/openai.ts';
import { type Script, script } from './script.ts';
import { sink } from './sink.ts';
import type { Look } from './token.ts';

/** One company's services: which of them stands at each role, and what its tokens look like. */
export interface Provider {
  readonly look: Look;
  /** What a login is good for, as its client asks for it. */
  readonly scope: string;
  /** The services at the roles that it has any for; what is left out, a sink answers for. */
  services(means: {
    readonly world: World;
    readonly ledger: Ledger;
    readonly script: Script;
    /** The client that the tokens are issued to. */
    readonly clientId: string;
  }): Readonly<Partial<Record<Role, Service>>>;
  /** Sign a capability token of a login, by the text of its access token, if it has such tokens. */
  capabilityOf?(means: { readonly world: World; readonly ledger: Ledger }, login: string): string;
}

/** Every provider, by the name that a profile gives. */
export const PROVIDERS: Readonly<Record<string, Provider>> = { anthropic, google, openai };

/** Everything that stands in for the outside world in one run. */
export interface Provided {
  readonly ledger: Ledger;
  readonly script: Script;
  /** Sign a capability token of a login, as somebody has one from an earlier day. */
  capabilityOf(login: string): string;
  /** The service that answers at a host. */
  serviceAt(host: string): Service;
}

/**
 * Set up the services that a profile's hosts stand for, over fresh state.
 *
 * @throws HarnessError `UNKNOWN_PROVIDER`
 */
export function provide(world: World, profile: Profile, scenario: ScenarioRecord): Provided {
  const { given, work } = scenario;
  const provider = providerOf(profile);
  const ledger = new Ledger(
    world,
    { ...given, lifetime: given.lifetime ?? minutes(60), scope: provider.scope },
    provider.look,
  );
  const model = script(world.random, work);
  const { clientId } = profile;
  const services = provider.services({ world, ledger, script: model, clientId });
  const { model: api } = services;
  const { capacity } = given;
  const limits = capacity !== undefined && api;
  const offered = limits ? { ...services, model: limited(api, world.clock, capacity) } : services;
  const rest = sink(ledger);
  return {
    ledger,
    script: model,
    capabilityOf(login) {
      if (provider.capabilityOf) return provider.capabilityOf({ world, ledger }, login);
      throw new Error(`${profile.provider} has no capability tokens`);
    },
    serviceAt: (host) => offered[roleOf(profile, host)] ?? rest,
  };
}

function providerOf({ provider }: Profile): Provider {
  if (Object.hasOwn(PROVIDERS, provider)) return PROVIDERS[provider]!;
  throw new HarnessError(
    'UNKNOWN_PROVIDER',
    `Failed to set up the services of '${provider}': there are none. ` +
      `A profile with one of ${Object.keys(PROVIDERS).join(', ')} would help.`,
  );
}
