import { expect, test } from 'vitest';
import { milliseconds } from '#core/duration.ts';
import type { Fact } from '#core/entry.ts';
import type { FaultKind } from '#core/fault.ts';
import type { Role } from '#core/role.ts';
import type { Service } from '#core/service.ts';
import { type Timeline, throughout } from '#core/timeline.ts';
import { blackHole } from '#faults/black-hole.ts';
import { certificateUntrusted } from '#faults/certificate-untrusted.ts';
import { connectionReset } from '#faults/connection-reset.ts';
import { dnsLate } from '#faults/dns-late.ts';
import { dnsSilent } from '#faults/dns-silent.ts';
import { halfOpen } from '#faults/half-open.ts';
import { handshakeEndless } from '#faults/handshake-endless.ts';
import { nxdomain } from '#faults/nxdomain.ts';
import { overloaded } from '#faults/overloaded.ts';
import { servfail } from '#faults/servfail.ts';
import { streamSilent } from '#faults/stream-silent.ts';
import { unanswered } from '#faults/unanswered.ts';
import { wrongAddress } from '#faults/wrong-address.ts';
import { gateFor } from '#test/gate.ts';
import { Kernel } from '#time/kernel.ts';
import { STRANGER } from '#transports/addresses.ts';
import { inProcess } from '#transports/in-process.ts';

const HOSTS: Readonly<Record<string, Role>> = {
  'sign-in.example': 'oauth',
  'model.example': 'model',
  'decoy.example': 'decoy',
};
const ADDRESS = 'https://model.example/v1/messages';

/** A service that says who it is. */
const service = (change: Partial<Service> = {}): Service => ({
  role: 'model',
  describe: async (request) => ({ operation: request.method, endpoint: 'messages', presents: [] }),
  answer: async (request) => Response.json({ heard: await request.text() }),
  refuse: (effect) => new Response('refused', { status: effect.status }),
  ...change,
});

function network(timeline: Timeline, change: Partial<Service> = {}) {
  const kernel = new Kernel(0);
  const facts: Fact[] = [];
  const gate = gateFor(timeline, {
    now: () => kernel.now(),
    tell: (fact) => facts.push(fact),
  });
  const profile = { provider: 'test', hosts: HOSTS, clientId: 'test' };
  const clock = kernel.clock('network');
  const net = inProcess({ gate, profile, clock, serviceAt: () => service(change) });
  const settle = () => kernel.run({ until: Infinity, events: 1_000, settled: () => false });
  return {
    ...net,
    kernel,
    facts,
    settle,
    /** Ask, let all time pass that it takes, and hand over what came of it. */
    async ask(init?: RequestInit): Promise<Response> {
      const asked = net.fetch(ADDRESS, init);
      asked.catch(() => undefined);
      await settle();
      return asked;
    },
    ends: () => facts.filter((fact) => fact.kind === 'attempt.ended'),
    layers: () => facts.flatMap((fact) => (fact.kind === 'attempt.began' ? [fact.layer] : [])),
  };
}

/** What somebody sees who looks at what `fetch` has thrown. */
async function thrownBy(kind: FaultKind) {
  const { ask } = network([throughout(kind('model'))]);
  const thrown: unknown = await ask().catch((error: unknown) => error);
  if (!(thrown instanceof TypeError)) throw new Error('fetch throws a TypeError');
  const { name, message, cause } = thrown;
  return { name, message, cause };
}

const FAILED = { name: 'TypeError', message: 'fetch failed' };

test('a name that does not exist fails as getaddrinfo does', async () => {
  const { cause, ...error } = await thrownBy(nxdomain);
  expect(error).toEqual(FAILED);
  expect(cause).toBeInstanceOf(Error);
  expect(cause).toMatchObject({
    message: 'getaddrinfo ENOTFOUND model.example',
    code: 'ENOTFOUND',
    errno: -3008,
    syscall: 'getaddrinfo',
    hostname: 'model.example',
  });
});

test('a resolver that cannot say fails as a temporary failure', async () => {
  expect(await thrownBy(servfail)).toMatchObject({
    ...FAILED,
    cause: { code: 'EAI_AGAIN', errno: -3001, message: 'getaddrinfo EAI_AGAIN model.example' },
  });
});

test('a connection that is reset fails as a read does', async () => {
  expect(await thrownBy(connectionReset)).toMatchObject({
    ...FAILED,
    cause: { code: 'ECONNRESET', errno: -104, syscall: 'read', message: 'read ECONNRESET' },
  });
});

test('a certificate that nobody trusts fails as OpenSSL says', async () => {
  expect(await thrownBy(certificateUntrusted)).toMatchObject({
    ...FAILED,
    cause: { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
  });
});

/** What Node's own `fetch` throws, from where it can be had without a network. */
async function nodeThrows(address: string): Promise<TypeError> {
  const thrown = await globalThis.fetch(address).catch((error: unknown) => error);
  if (!(thrown instanceof TypeError)) throw new Error('Node throws a TypeError');
  return thrown;
}

test('the shape is that of what Node itself throws at a name that cannot exist', async () => {
  const real = await nodeThrows('https://no-such-name.invalid/');
  const { name, message, cause } = await thrownBy(nxdomain);
  expect([name, message]).toEqual([real.name, real.message]);
  const shape = (error: unknown) => Object.keys(error as object).sort();
  expect(shape(cause)).toEqual(shape(real.cause));
});

test('a request meets the layers in their order, and is answered', async () => {
  const { ask, layers, ends, kernel } = network([]);
  const response = await ask({ method: 'POST', body: 'a question' });
  expect(await response.json()).toEqual({ heard: 'a question' });
  expect(layers()).toEqual(['dns', 'connect', 'tls', 'http']);
  expect(kernel.now()).toBe(100);
  expect(ends().at(-1)).toMatchObject({ attempt: 4, status: 200 });
});

test('what is struck at one layer never reaches the next', async () => {
  for (const [kind, reached] of [
    [nxdomain, ['dns']],
    [connectionReset, ['dns', 'connect']],
    [certificateUntrusted, ['dns', 'connect', 'tls']],
  ] as const) {
    const { ask, layers } = network([throughout(kind('model') as never)]);
    await ask().catch(() => undefined);
    expect(layers()).toEqual(reached);
  }
});

test('a request that is turned away is turned away by its service', async () => {
  const { ask, ends } = network([throughout(overloaded('model'))]);
  const response = await ask();
  expect([response.status, await response.text()]).toEqual([529, 'refused']);
  expect(ends().at(-1)).toMatchObject({ struckBy: 0, status: 529 });
});

test.each([
  ['a look-up', 2],
  ['a handshake', 30],
  ['a request', 70],
])('a client that gives up during %s leaves an attempt that has ended', async (_, after) => {
  const { fetch, kernel, settle, ends, facts } = network([]);
  const aborter = new AbortController();
  const asked = fetch(ADDRESS, { signal: aborter.signal });
  asked.catch(() => undefined);
  kernel.clock('test').after(milliseconds(after), () => aborter.abort(new Error('enough')));
  await settle();
  await expect(asked).rejects.toThrow('enough');
  const began = facts.filter(({ kind }) => kind === 'attempt.began');
  expect(ends()).toHaveLength(began.length);
  expect(ends().at(-1)).toMatchObject({ error: 'aborted by the client' });
});

test.each([
  [dnsSilent, 'EAI_AGAIN', 10_000],
  [blackHole, 'UND_ERR_CONNECT_TIMEOUT', 10_500],
  [halfOpen, 'UND_ERR_CONNECT_TIMEOUT', 10_500],
  [handshakeEndless, 'UND_ERR_CONNECT_TIMEOUT', 10_500],
] as const)('$0.fault keeps a client waiting, and no longer', async (kind, code, after) => {
  const { ask, kernel, ends } = network([throughout((kind as FaultKind)('model'))]);
  const thrown = await ask().catch((error: TypeError) => error.cause);
  expect([(thrown as NodeJS.ErrnoException).code, kernel.now()]).toEqual([code, after]);
  expect(ends().every(({ error, effect }) => !effect || error)).toBe(true);
});

test.each([
  [unanswered('model'), 'UND_ERR_HEADERS_TIMEOUT'],
  [streamSilent('model', { after: { events: 1 } }), 'UND_ERR_BODY_TIMEOUT'],
] as const)('nobody waits for an answer for more than five minutes: %#', async (fault, code) => {
  const { fetch, kernel, settle, ends } = network([throughout(fault)]);
  const asked = fetch(ADDRESS).then((response) => response.text());
  asked.catch(() => undefined);
  await settle();
  const thrown = await asked.catch((error: TypeError) => error.cause);
  expect((thrown as NodeJS.ErrnoException).code).toBe(code);
  expect(Math.floor(kernel.now() / 1_000)).toBe(300);
  expect(ends().at(-1)).toMatchObject({ struckBy: 0, error: 'aborted by the client' });
});

test('the ten seconds are for all of it: a late name leaves less to a connection', async () => {
  const late = throughout(dnsLate('model', { ms: 9_000 }));
  const { ask, kernel } = network([late, throughout(blackHole('model'))]);
  await expect(ask()).rejects.toThrow('fetch failed');
  expect(kernel.now()).toBe(10_500);
});

test.each([dnsSilent, dnsLate, blackHole, halfOpen, handshakeEndless])(
  'a client need not wait for $fault: it may give up',
  async (kind) => {
    const { fetch, kernel, settle, ends, facts } = network([
      throughout((kind as FaultKind)('model')),
    ]);
    const aborter = new AbortController();
    const asked = fetch(ADDRESS, { signal: aborter.signal });
    asked.catch(() => undefined);
    kernel.clock('test').after(milliseconds(1_000), () => aborter.abort(new Error('enough')));
    await settle();
    await expect(asked).rejects.toThrow('enough');
    expect(kernel.now()).toBe(1_000);
    expect(ends()).toHaveLength(facts.filter(({ kind: it }) => it === 'attempt.began').length);
  },
);

test('somebody else at the other end is asked for nothing', async () => {
  const { ask, facts } = network([throughout(wrongAddress('model'))]);
  await expect(ask()).rejects.toThrow('fetch failed');
  expect(facts.flatMap((fact) => (fact.kind === 'attempt.began' ? [fact] : []))).toMatchObject([
    { layer: 'dns', role: 'model', host: 'model.example' },
    { layer: 'connect', role: 'other', host: STRANGER },
    { layer: 'tls', role: 'other', host: STRANGER },
  ]);
});

const drip = () => {
  let left = 3;
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        controller.enqueue(new Uint8Array([left]));
        left -= 1;
        if (left === 0) controller.close();
      },
    },
    { highWaterMark: 0 },
  );
};

test('a client that gives up within a body reads an error, and no short answer', async () => {
  const { ask, ends } = network([], { answer: async () => new Response(drip()) });
  const aborter = new AbortController();
  const reader = (await ask({ signal: aborter.signal })).body!.getReader();
  await reader.read();
  aborter.abort(new Error('enough'));
  const rest = async () => {
    while (!(await reader.read()).done);
  };
  await expect(rest()).rejects.toThrow('enough');
  expect(ends().at(-1)).toMatchObject({ status: 200, error: 'aborted by the client' });
});

test('a body that is cancelled ends its attempt', async () => {
  const { ask, ends } = network([], { answer: async () => new Response(drip()) });
  await (await ask()).body!.cancel();
  expect(ends().at(-1)).toMatchObject({ status: 200, error: 'aborted by the client' });
});

test('an answer that nobody reads ends when the run does', async () => {
  const { ask, ends, close } = network([]);
  await ask();
  expect(ends()).toHaveLength(3);
  close();
  expect(ends()).toHaveLength(4);
  expect(ends().at(-1)).toMatchObject({ error: 'still open when the run ended' });
});

test.each([
  ['describe', { describe: () => Promise.reject(new Error('a bug')) }],
  ['answer', { answer: () => Promise.reject(new Error('a bug')) }],
] as const)('a service that fails to %s is our trouble, and the log says so', async (_, change) => {
  const { ask, facts } = network([], change);
  await ask().catch(() => undefined);
  expect(facts).toContainEqual({
    kind: 'harness.failed',
    error: 'The model service failed: a bug',
  });
});

test('a fault that fails is our trouble, and the log says so', async () => {
  const fault = nxdomain('model');
  const strike = () => {
    throw new Error('a bug');
  };
  const { ask, facts } = network([throughout({ ...fault, strike })]);
  await expect(ask()).rejects.toThrow('fetch failed');
  expect(facts).toContainEqual({
    kind: 'harness.failed',
    error: 'The model service failed: a bug',
  });
});

test('we look a name up ourselves without being taken for the client', () => {
  const { probe, facts } = network([throughout(nxdomain('decoy'))]);
  probe('decoy.example');
  expect(facts.slice(-2)).toMatchObject([
    { kind: 'attempt.began', by: 'harness', layer: 'dns', role: 'decoy' },
    { kind: 'attempt.ended', struckBy: 0, effect: 'NXDOMAIN' },
  ]);
});

test('a host that no profile knows is answered all the same', async () => {
  const { fetch, settle, facts } = network([]);
  const asked = fetch('https://telemetry.example/');
  await settle();
  expect((await asked).status).toBe(200);
  expect(facts.find(({ kind }) => kind === 'attempt.began')).toMatchObject({ role: 'other' });
});

test('an answer says what time it is there', async () => {
  const { ask } = network([]);
  const response = await ask();
  expect(Number.isNaN(Date.parse(response.headers.get('date') ?? ''))).toBe(false);
});
