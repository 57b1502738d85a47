import { Resolver } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { onTestFinished } from 'vitest';
import type { Clock } from '#core/clock.ts';
import type { Fact } from '#core/entry.ts';
import type { Profile } from '#core/role.ts';

import type { Service } from '#core/service.ts';
import type { FaultWindow } from '#core/timeline.ts';
import { gateFor } from '#test/gate.ts';
import { openSockets, type Sockets } from '#transports/sockets.ts';

export const OAUTH = 'platform.claude.com';
export const MODEL = 'api.anthropic.com';

export const PROFILE: Profile = {
  provider: 'anthropic',
  hosts: { [MODEL]: 'model', [OAUTH]: 'oauth' },
  clientId: 'client-1',
};

/** A service that says who it is, or what `answer` says. */
export const service = (answer?: (request: Request) => Response | Promise<Response>): Service => ({
  role: 'model',
  describe: async ({ method, url }) => ({
    operation: `${method} ${new URL(url).pathname}`,
    endpoint: 'messages',
  }),
  answer: async (request) => answer?.(request) ?? new Response(new URL(request.url).host),
  refuse: ({ status, refuse }) => new Response(refuse, { status }),
});

export interface Opened extends Sockets {
  readonly log: readonly Fact[];
  readonly resolver: Resolver;
  /** Resolves when a fact has been told that fits. */
  told(fits: (fact: Fact) => boolean): Promise<void>;
}

/** Sockets on free ports, under the given faults, closed when the test is over. */
export async function opened(
  options: {
    readonly faults?: readonly FaultWindow[];
    readonly answers?: Service;
    readonly clock?: Clock;
  } = {},
): Promise<Opened> {
  const log: Fact[] = [];
  const waiting = new Set<() => void>();
  const tell = (fact: Fact) => {
    log.push(fact);
    for (const look of waiting) look();
  };
  const sockets = await openSockets({
    gate: gateFor(options.faults ?? [], { tell }),
    profile: PROFILE,
    serviceAt: () => options.answers ?? service(),
    ports: { dns: 0, tls: 0 },
    ...(options.clock && { clock: options.clock }),
  });
  onTestFinished(() => sockets.close());
  const resolver = new Resolver({ tries: 1 });
  resolver.setServers([`127.0.0.1:${sockets.ports.dns}`]);
  const told = (fits: (fact: Fact) => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (log.some(fits)) resolve();
      };
      waiting.add(look);
      look();
    });
  return { ...sockets, log, resolver, told };
}

/** Ask for a page as Node does: look the name up, connect, greet, send. */
export async function get(
  from: Opened,
  host: string,
  options: RequestOptions = {},
  body = '',
): Promise<IncomingMessage> {
  const [address] = await from.resolver.resolve4(host);
  return new Promise((resolve, reject) => {
    const asking = request(
      {
        host: address,
        port: from.ports.tls,
        servername: host,
        headers: { host },
        ca: from.caPem,
        agent: false,
        ...options,
      },
      resolve,
    );
    asking.on('error', reject).end(body);
  });
}

/** The text of a whole response. */
export async function text(response: IncomingMessage): Promise<string> {
  let all = '';
  for await (const chunk of response) all += chunk;
  return all;
}

/** `dns oauth platform.claude.com A`: what was tried, in order. */
export const attempts = (log: readonly Fact[]): readonly string[] =>
  log.flatMap((fact) =>
    fact.kind === 'attempt.began'
      ? [`${fact.layer} ${fact.role} ${fact.host} ${fact.operation}`]
      : [],
  );

/** Attempts that began and have not ended. */
export const unended = (log: readonly Fact[]): readonly number[] => {
  const ended = new Set(
    log.flatMap((fact) => (fact.kind === 'attempt.ended' ? [fact.attempt] : [])),
  );
  return log.flatMap((fact) =>
    fact.kind === 'attempt.began' && !ended.has(fact.attempt) ? [fact.attempt] : [],
  );
};

/** How the attempts at one layer ended, in order of their beginning. */
export const outcomes = (log: readonly Fact[], layer: string) =>
  log.flatMap((began) => {
    if (began.kind !== 'attempt.began' || began.layer !== layer) return [];
    const ended = log.find(
      (fact) => fact.kind === 'attempt.ended' && fact.attempt === began.attempt,
    );
    if (ended?.kind !== 'attempt.ended') return [undefined];
    const { status, error, effect } = ended;
    return [{ status, error, effect }];
  });

/**
 * Node's own `fetch`, led to sockets on free ports and trusting their authority. Its dispatcher is
 * of the class that Node has built in: nothing else knows how its `fetch` breaks.
 */
export async function fetchOver(there: Sockets): Promise<typeof globalThis.fetch> {
  // Node loads its client with the first request.
  await fetch('data:,');
  const builtIn = Reflect.get(globalThis, Symbol.for('undici.globalDispatcher.1'));
  const dispatcher = new builtIn.constructor({
    connect: {
      ca: there.caPem,
      lookup: (host: string, _: unknown, found: (error: null, all: object[]) => void) =>
        found(null, [{ address: there.addressOf(host), family: 4 }]),
    },
  });
  onTestFinished(() => dispatcher.destroy());
  return (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    url.port = String(there.ports.tls);
    return fetch(url, { ...init, dispatcher } as RequestInit);
  };
}
