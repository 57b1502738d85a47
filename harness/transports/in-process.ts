import { getResponse } from 'msw';
import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import type { Layer } from '#core/effect.ts';
import { reason } from '#core/errors.ts';
import { hostsOf, type Profile, ROLES, type Role, roleOf } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import type { By, Gate, Outcome } from '#harness/gate.ts';
import { handlers } from '#services/handlers.ts';
import { disturbed } from './disturbance.ts';
import { remembering } from './unended.ts';

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
 * test/parity.test.ts holds the two together. Each request opens a connection of its own: the
 * clients that fly here ask for that over sockets too.
 */
export function inProcess(options: {
  readonly gate: Gate;
  readonly profile: Profile;
  readonly clock: Clock;
  serviceAt(host: string): Service;
}): InProcess {
  const { profile, clock, serviceAt } = options;
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

  const fetchBy = async (by: By, ...[input, init]: Parameters<typeof fetch>) => {
    const request = new Request(input, init);
    const host = new URL(request.url).hostname;
    const role = roleOf(profile, host);
    const latency = (layer: Layer, end: (outcome: Outcome) => void) =>
      clock.sleep(LATENCY[layer], request.signal).catch((cause) => {
        end({ error: ABORTED });
        throw cause;
      });
    for (const layer of ['dns', 'connect', 'tls'] as const) {
      const attempt = { layer, role, host, operation: OPERATIONS[layer] };
      const crossing = await ours(role, () => gate.cross(attempt, by));
      await latency(layer, crossing.end);
      crossing.end();
      if (crossing.effect) throw failure(layer, crossing.effect, host);
    }
    const service = serviceAt(host);
    const { effect, end } = await ours(role, async () => {
      const described = await service.describe(request);
      return gate.cross({ layer: 'http', role, host, ...described }, by);
    });
    await latency('http', end);
    const response = await ours(role, () =>
      effect
        ? disturbed(effect, service, request)
        : getResponse(routes.get(host) ?? [...handlers(service, [host])], request),
    );
    return watched(response ?? new Response(null, { status: 404 }), request.signal, end);
  };

  return {
    fetch: (...asked) => fetchBy('client', ...asked),
    visit: (...asked) => fetchBy('human', ...asked),
    probe: (host) =>
      gate
        .cross({ layer: 'dns', role: roleOf(profile, host), host, operation: 'A' }, 'harness')
        .end(),
    close: () => gate.endAll('still open when the run ended'),
  };
}

const ABORTED = 'aborted by the client';

const OPERATIONS = { dns: 'A', connect: 'connect', tls: 'handshake' } as const;

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
