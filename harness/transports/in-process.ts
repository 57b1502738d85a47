import { getResponse } from 'msw';
import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import type { Layer } from '#core/fault.ts';
import { hostsOf, type Profile, ROLES, roleOf } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import type { Gate } from '#harness/gate.ts';
import { handlers } from '#services/handlers.ts';

/** How long each layer takes in good health: a fast line, since latency is not what is tested. */
const LATENCY = {
  dns: milliseconds(5),
  connect: milliseconds(15),
  tls: milliseconds(20),
  http: milliseconds(60),
};

/** A `fetch` that never leaves this process, and what comes with it. */
export interface InProcess {
  readonly fetch: typeof globalThis.fetch;
  /** Look a name up ourselves, to show what the faults make of it. */
  probe(host: string): void;
}

/**
 * Put services before a client that lives in this process: every request passes the gate at each
 * layer, as it would over sockets, and is answered by the services' msw handlers.
 *
 * A struck attempt throws what Node's own `fetch` throws for the same effect on a real socket;
 * test/parity.test.ts holds the two together. Each request opens a connection of its own: the
 * clients that fly here ask for that over sockets too.
 */
export function inProcess(options: {
  readonly gate: Gate;
  readonly profile: Profile;
  readonly clock: Clock;
  serviceAt(host: string): Service;
}): InProcess {
  const { gate, profile, clock, serviceAt } = options;
  const routes = new Map(
    ROLES.flatMap((role) => hostsOf(profile, role)).map((host) => [
      host,
      [...handlers(serviceAt(host), [host])],
    ]),
  );

  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = new Request(input, init);
    const host = new URL(request.url).hostname;
    const role = roleOf(profile, host);
    for (const layer of ['dns', 'connect', 'tls'] as const) {
      const operation = OPERATIONS[layer];
      const crossing = gate.cross({ layer, role, host, operation });
      await clock.sleep(LATENCY[layer], request.signal);
      crossing.end();
      if (crossing.effect) throw failure(layer, crossing.effect, host);
    }
    const service = serviceAt(host);
    const crossing = gate.cross({
      layer: 'http',
      role,
      host,
      ...(await service.describe(request)),
    });
    await clock.sleep(LATENCY.http, request.signal).catch((cause) => {
      crossing.end({ error: 'aborted by the client' });
      throw cause;
    });
    const response = crossing.effect
      ? service.refuse(crossing.effect, request)
      : ((await getResponse(routes.get(host) ?? [...handlers(service, [host])], request)) ??
        new Response(null, { status: 404 }));
    return watched(response, crossing.end);
  };

  return {
    fetch,
    probe: (host) =>
      gate
        .cross({ layer: 'dns', role: roleOf(profile, host), host, operation: 'A' }, 'harness')
        .end(),
  };
}

const OPERATIONS = { dns: 'A', connect: 'connect', tls: 'handshake' } as const;

/** Tell the gate when the last byte has been read, or when the client has turned away. */
function watched(
  response: Response,
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
      if (!done) return controller.enqueue(value);
      end({ status });
      controller.close();
    },
    cancel(cause) {
      end({ status, error: 'aborted by the client' });
      return reader.cancel(cause);
    },
  });
  return new Response(body, { status, headers: response.headers });
}

/** The error that Node's `fetch` rejects with. */
function failure(layer: Layer, effect: unknown, host: string): TypeError {
  return new TypeError('fetch failed', { cause: cause(layer, effect, host) });
}

function cause(layer: Layer, effect: unknown, host: string): Error {
  const error = (message: string, fields: object) => Object.assign(new Error(message), fields);
  if (layer === 'dns') {
    const [code, errno] = effect === 'NXDOMAIN' ? ['ENOTFOUND', -3008] : ['EAI_AGAIN', -3001];
    return error(`getaddrinfo ${code} ${host}`, {
      errno,
      code,
      syscall: 'getaddrinfo',
      hostname: host,
    });
  }
  if (layer === 'connect') {
    return error('read ECONNRESET', { errno: -104, code: 'ECONNRESET', syscall: 'read' });
  }
  const advice = 'if the root CA is installed locally, try running Node.js with --use-system-ca';
  return error(`unable to verify the first certificate; ${advice}`, {
    code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  });
}
