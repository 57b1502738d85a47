import { getResponse } from 'msw';
import type { AskNames, Fetch } from '#core/client.ts';
import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import type { HttpEffect } from '#core/effect.ts';
import { reason } from '#core/errors.ts';
import { ABORTED, STILL_OPEN } from '#core/fault.ts';
import { hostsOf, type Profile, ROLES, type Role, roleOf } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import type { By } from '#harness/gate.ts';
import { handlers } from '#services/handlers.ts';
import { Addresses } from './addresses.ts';
import { approaching, type Terms } from './approach.ts';
import { asking } from './asking.ts';
import { BROKEN_OFF, Broken } from './broken.ts';
import { watched } from './delivery.ts';
import { disturbed } from './disturbance.ts';
import { ANSWER_PATIENCE, withoutHeaders } from './failures.ts';
import { followed } from './redirect.ts';
import { type Passage, remembering } from './unended.ts';

/** How long a request takes in good health: a fast line, since latency is not what is tested. */
const LATENCY = milliseconds(60);

/** A `fetch` that never leaves this process, and what comes with it. */
export interface InProcess {
  readonly fetch: Fetch;
  readonly askNames: AskNames;
  /** Open a page as a person's browser does, following no redirect. */
  visit(url: string, init?: RequestInit): Promise<Response>;
  /** Look a name up ourselves, to show what the faults make of it. */
  probe(host: string): void;
  /** End what has not ended: an answer that nobody read to its end, say. */
  close(): void;
}

/**
 * Put services before a client that lives in this process: every request passes the gate at each
 * layer, as it would over sockets, and is answered by the services' msw handlers.
 *
 * A struck attempt throws what Node's own `fetch` throws for the same effect on a real socket;
 * test/transports/two-arms.test.ts holds the two together. Each request opens a connection of its
 * own: the clients that fly here ask for that over sockets too.
 */
export function inProcess(options: {
  readonly gate: Passage;
  readonly profile: Profile;
  readonly clock: Clock;
  /** Whether there is a proxy to go through, which only a scenario wants that breaks it. */
  readonly proxy?: boolean;
  serviceAt(host: string): Service;
}): InProcess {
  const { profile, clock, serviceAt, proxy = false } = options;
  const gate = remembering(options.gate);
  const closing = new AbortController();
  const routes = new Map(
    ROLES.flatMap((role) => hostsOf(profile, role)).map((host) => [
      host,
      [...handlers(serviceAt(host), [host])],
    ]),
  );

  /** What a client is shown where we fail is a dead server; that it was us stands in the log. */
  const ours = async <T>(role: Role, call: () => T | Promise<T>): Promise<T> => {
    try {
      return await call();
    } catch (cause) {
      const error = `The ${role} service failed: ${reason(cause)}`;
      gate.tell({ kind: 'harness.failed', error });
      throw new TypeError('fetch failed', { cause });
    }
  };

  const addresses = new Addresses(ROLES.flatMap((role) => hostsOf(profile, role)));
  const approach = approaching({ gate, profile, clock, proxy, addresses, ours });

  /** Carry an effect out, for as long as somebody is there to see it. */
  const struck = async (effect: HttpEffect, service: Service, request: Request) => {
    const patience = new AbortController();
    const signal = AbortSignal.any([request.signal, closing.signal, patience.signal]);
    const timer = clock.after(milliseconds(ANSWER_PATIENCE), () =>
      patience.abort(new TypeError('fetch failed', { cause: withoutHeaders() })),
    );
    try {
      return await disturbed(effect, service, request, clock, signal);
    } catch (cause) {
      if (signal.aborted) return { error: ABORTED, cause: signal.reason };
      if (!(cause instanceof Broken)) throw cause;
      return { error: BROKEN_OFF, cause: new TypeError('fetch failed', { cause }) };
    } finally {
      timer.clear();
    }
  };

  const send = async (request: Request, by: By, terms: Terms = {}): Promise<Response> => {
    const way = await approach(new URL(request.url).hostname, request.signal, by, terms);
    const { host, ...shown } = way;
    const role = roleOf(profile, host);
    const service = serviceAt(host);
    const { effect, end } = await ours(role, async () => {
      const described = await service.describe(request);
      return gate.cross({ layer: 'http', role, host, ...described, ...shown }, by);
    });
    await clock.sleep(LATENCY, request.signal).catch((cause) => {
      end({ error: ABORTED });
      throw cause;
    });
    if (!effect) {
      const routed = routes.get(host) ?? [...handlers(service, [host])];
      const response = await ours(role, () => getResponse(routed, request));
      return watched(response ?? new Response(null, { status: 404 }), request, end, clock);
    }
    const again = 'redirect' in effect ? request.clone() : undefined;
    const outcome = await ours(role, () => struck(effect, service, request));
    if (!(outcome instanceof Response)) {
      end({ error: outcome.error });
      throw outcome.cause;
    }
    const response = watched(outcome, request, end, clock);
    const next = again && (await followed(again, response));
    return next ? send(next, by, terms) : response;
  };

  return {
    fetch: (input, init) =>
      send(new Request(input, init), 'client', {
        trusting: init?.rejectUnauthorized === false,
        address: init?.address,
      }),
    askNames: asking({ gate, profile, clock, addresses, ours }),
    visit: (input, init) => send(new Request(input, { redirect: 'manual', ...init }), 'human'),
    probe: (host) =>
      gate
        .cross({ layer: 'dns', role: roleOf(profile, host), host, operation: 'A' }, 'harness')
        .end(),
    close() {
      gate.endAll(STILL_OPEN);
      closing.abort();
    },
  };
}
