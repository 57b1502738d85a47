import { getResponse } from 'msw';
import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import { reason } from '#core/errors.ts';
import { hostsOf, type Profile, ROLES, type Role, roleOf } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { handlers } from '#services/handlers.ts';
import { approaching } from './approach.ts';
import { disturbed } from './disturbance.ts';
import { type Passage, remembering } from './unended.ts';

/** How long a request takes in good health: a fast line, since latency is not what is tested. */
const LATENCY = milliseconds(60);

/** A `fetch` that never leaves this process, and what comes with it. */
export interface InProcess {
  readonly fetch: typeof globalThis.fetch;
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

  const approach = approaching({ gate, profile, clock, proxy, ours });

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const host = new URL(request.url).hostname;
    const role = roleOf(profile, host);
    await approach(host, request.signal);
    const service = serviceAt(host);
    const { effect, end } = await ours(role, async () => {
      const described = await service.describe(request);
      return gate.cross({ layer: 'http', role, host, ...described });
    });
    await clock.sleep(LATENCY, request.signal).catch((cause) => {
      end({ error: ABORTED });
      throw cause;
    });
    const response = await ours(role, () =>
      effect
        ? disturbed(effect, service, request)
        : getResponse(routes.get(host) ?? [...handlers(service, [host])], request),
    );
    return watched(response ?? new Response(null, { status: 404 }), request.signal, end);
  };

  return {
    fetch,
    probe: (host) =>
      gate
        .cross({ layer: 'dns', role: roleOf(profile, host), host, operation: 'A' }, 'harness')
        .end(),
    close: () => gate.endAll('still open when the run ended'),
  };
}

const ABORTED = 'aborted by the client';

/** Tell the gate when the last byte has been read, or when the client has turned away. */
function watched(
  response: Response,
  signal: AbortSignal,
  end: (outcome: { status: number; error?: string }) => void,
): Response {
  const { status } = response;
  if (!response.body) {
    end({ status });
    return response;
  }
  const reader = response.body.getReader();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (signal.aborted) {
        end({ status, error: ABORTED });
        return controller.error(signal.reason);
      }
      if (!done) return controller.enqueue(value);
      end({ status });
      controller.close();
    },
    cancel(cause) {
      end({ status, error: ABORTED });
      return reader.cancel(cause);
    },
  });
  return new Response(body, { status, headers: response.headers });
}
