import { onTestFinished } from 'vitest';
import { minutes } from '#core/duration.ts';
import type { Fact, Of } from '#core/entry.ts';
import type { Profile } from '#core/role.ts';
import type { ScenarioRecord } from '#core/scenario.ts';
import type { FaultWindow } from '#core/timeline.ts';
import { provide } from '#services/provider.ts';
import { gateFor } from '#test/gate.ts';
import { Kernel } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';
import { openSockets } from '#transports/sockets.ts';
import { ZERO } from './world.ts';

/** Whom Codex CLI 0.169 was seen to ask, and the public client id of its logins. */
export const CODEX: Profile = {
  provider: 'openai',
  clientId: 'app_EMoamEEZ73f0CkXaXp7hrann',
  hosts: {
    'auth.openai.com': 'oauth',
    'chatgpt.com': 'model',
    // With an API key.
    'api.openai.com': 'model',
  },
};

/** Whom Gemini CLI 0.61 was seen to ask, and whom its source names. The client id is made up. */
export const GEMINI: Profile = {
  provider: 'google',
  clientId: 'gemini-cli.apps.example.com',
  hosts: {
    'oauth2.googleapis.com': 'oauth',
    'accounts.google.com': 'oauth',
    'www.googleapis.com': 'oauth',
    'cloudcode-pa.googleapis.com': 'model',
    // With an API key.
    'generativelanguage.googleapis.com': 'model',
  },
};

const scenario = (tool: boolean): ScenarioRecord => ({
  id: 'a-scenario',
  title: 'Nothing happens',
  why: 'It is here for the services.',
  family: 'control',
  seen: [],
  given: { accessToken: minutes(60), lifetime: minutes(60), rotation: 'rotate' },
  work: { count: 1, every: minutes(1), tool },
  faults: [],
  exercises: [],
});

/** One provider's services, in a world in which time passes only when it is told to. */
export function provided(profile: Profile, options: { readonly tool?: true } = {}) {
  const kernel = new Kernel(ZERO);
  const facts: Fact[] = [];
  const waiting = new Set<() => void>();
  const tell = (fact: Fact) => {
    facts.push(fact);
    for (const look of waiting) look();
  };
  const world = { clock: kernel.clock('services'), random: seeded(1), tell, zero: () => ZERO };
  const services = provide(world, profile, scenario(options.tool ?? false));
  return {
    ...services,
    facts,
    tell,
    signIn: (lasts = minutes(60)) => services.ledger.signIn(profile.clientId, ZERO + lasts),
    /** Ask a host for something, as a client would who is past its gate. */
    ask: (url: string, init?: RequestInit) =>
      services.serviceAt(new URL(url).host).answer(new Request(url, init)),
    describe: (url: string, init?: RequestInit) =>
      services.serviceAt(new URL(url).host).describe(new Request(url, init)),
    acts: () =>
      facts
        .filter((fact): fact is Of<'ledger'> => fact.kind === 'ledger')
        .map(({ act, token }) => `${act} ${token}`),
    /** Resolves when a fact has been told that fits. */
    told: (fits: (fact: Fact) => boolean) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (facts.some(fits)) resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}

/** The same behind real sockets on free ports, under faults, closed when the test is over. */
export async function served(
  profile: Profile,
  options: { readonly tool?: true; readonly faults?: readonly FaultWindow[] } = {},
) {
  const there = provided(profile, options);
  const sockets = await openSockets({
    gate: gateFor(options.faults ?? [], { tell: there.tell }),
    profile,
    serviceAt: there.serviceAt,
    ports: { dns: 0, tls: 0 },
  });
  onTestFinished(() => sockets.close());
  return { ...there, sockets };
}

/** A request's body in JSON, under a token. */
export const posted = (body: unknown, token?: string): RequestInit => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** Ask for something under a token. */
export const under = (token: string): RequestInit => ({
  headers: { authorization: `Bearer ${token}` },
});
