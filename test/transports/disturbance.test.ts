import { expect, onTestFinished, test } from 'vitest';
import type { Clock } from '#core/clock.ts';
import { milliseconds, seconds } from '#core/duration.ts';
import { BODIES, DISTURBANCES, type HttpEffect, PAGES } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import { defineFault } from '#core/fault.ts';
import type { Service } from '#core/service.ts';
import { throughout } from '#core/timeline.ts';
import { gateFor } from '#test/gate.ts';
import { ask, question, world } from '#test/services/world.ts';
import { Kernel } from '#time/kernel.ts';
import { wallClock } from '#time/wall.ts';
import { disturbed } from '#transports/disturbance.ts';
import { inProcess } from '#transports/in-process.ts';
import { fetchOver, MODEL, opened, outcomes, PROFILE, unended } from './opened.ts';

const ADDRESS = `https://${MODEL}/v1/messages`;

/** A fault that strikes whatever reaches the model with one effect. */
const struck = (effect: HttpEffect) => [
  throughout(
    defineFault({ name: 'effect', layer: 'http', strike: () => structuredClone(effect) })('model'),
  ),
];

/** The API in a world of its own: the same in every arm, down to the ids. */
function api() {
  const { api: service, signIn } = world();
  const { accessToken } = signIn();
  const init = (stream: boolean): RequestInit => {
    const { method, headers } = ask(accessToken);
    return { method, headers, body: JSON.stringify({ ...question, stream }) };
  };
  return { service, init };
}

/** When a client that would wait for ever has had enough. */
interface Patience {
  /** After so much time; or when it has read so many pings. */
  readonly time?: true;
  readonly pings?: number;
}

const decoder = new TextDecoder();

/** What a client sees of one request, to its end. */
async function seen(
  fetch: typeof globalThis.fetch,
  init: RequestInit,
  patience: Patience,
  clock: Clock,
) {
  const away = new AbortController();
  const enough = patience.time && clock.after(seconds(25), () => away.abort());
  let body = '';
  let status: number | undefined;
  let headers: Record<string, string | null> = {};
  try {
    const response = await fetch(ADDRESS, { ...init, redirect: 'manual', signal: away.signal });
    status = response.status;
    headers = Object.fromEntries(HEADERS.map((name) => [name, response.headers.get(name)]));
    for await (const bytes of response.body ?? []) {
      body += decoder.decode(bytes, { stream: true });
      if (patience.pings && pingsIn(body) >= patience.pings) away.abort();
    }
    return { status, headers, body, failed: undefined };
  } catch (thrown) {
    const { name, message, cause } = thrown as Error;
    const { code, message: why } = (cause ?? {}) as { code?: string; message?: string };
    const failed = name === 'AbortError' ? { name } : { name, message, code, why };
    return { status, headers, body, failed };
  } finally {
    if (enough) enough.clear();
  }
}

const HEADERS = ['content-type', 'location', 'cf-mitigated', 'request-id', 'retry-after'];
const pingsIn = (body: string) => body.split('event: ping\n').length - 1;

/** In this process, in virtual time. */
async function inVirtualTime(effect: HttpEffect, stream: boolean, patience: Patience) {
  const kernel = new Kernel(0);
  const facts: Fact[] = [];
  const { service, init } = api();
  const net = inProcess({
    gate: gateFor(struck(effect), { now: () => kernel.now(), tell: (fact) => facts.push(fact) }),
    profile: PROFILE,
    clock: kernel.clock('network'),
    serviceAt: () => service,
  });
  let over = false;
  const asked = seen(net.fetch, init(stream), patience, kernel.clock('client')).finally(() => {
    over = true;
  });
  await kernel.run({ until: Infinity, events: 10_000, settled: () => over });
  const saw = await asked;
  // Nothing that was waited for is left behind.
  const left = await kernel.run({ until: Infinity, events: 10, settled: () => false });
  return { saw, end: outcomes(facts, 'http'), left, facts };
}

/** A clock that runs faster than the wall's, so that ten seconds need not be waited for. */
function hurried(factor: number): Clock {
  const clock = wallClock();
  onTestFinished(() => clock.close());
  return {
    now: clock.now,
    after: (delay, call) => clock.after(milliseconds(delay / factor), call),
    sleep: (delay, signal) => clock.sleep(milliseconds(delay / factor), signal),
  };
}

/** Over real sockets, with Node's own `fetch`. */
async function overSockets(effect: HttpEffect, stream: boolean, patience: Patience) {
  const clock = hurried(200);
  const { service, init } = api();
  const there = await opened({ faults: struck(effect), answers: service, clock });
  const saw = await seen(await fetchOver(there), init(stream), patience, clock);
  await there.told(({ kind }) => kind === 'attempt.ended' && unended(there.log).length === 0);
  return { saw, end: outcomes(there.log, 'http'), facts: there.log };
}

const PATIENCE: Readonly<Record<string, Patience>> = {
  silence: { time: true },
  pings: { pings: 3 },
};

const EFFECTS: readonly (readonly [effect: HttpEffect, patience?: Patience])[] = [
  [{ refuse: 'overloaded', status: 529 }],
  [{ refuse: 'rate-limited', status: 429, retryAfter: { text: 'soon' }, shouldRetry: true }],
  ...PAGES.map((page) => [{ page, status: page === 'portal' ? 200 : 403 }] as const),
  ...BODIES.map((body) => [{ body }] as const),
  [{ grants: 'expired' }],
  [{ says: 'major' }],
  [{ late: 3_000 }],
  [{ late: 'for-ever' }, { time: true }],
  [{ lose: 'request' }],
  [{ lose: 'answer' }],
  ...DISTURBANCES.flatMap((stream) =>
    [{ events: 0 }, { events: 3 }, { bytes: 150 }, { bytes: 1_000_000 }].map(
      (after) => [{ stream, after }, PATIENCE[stream] ?? {}] as const,
    ),
  ),
  [{ stream: 'error', after: { events: 1 }, error: 'unauthorized' }],
  [{ redirect: 'somewhere.example' }],
];

const CASES = EFFECTS.flatMap(([effect, patience = {}]) =>
  [true, false].map(
    (stream) =>
      [
        JSON.stringify(effect),
        stream ? 'a stream' : 'no stream',
        effect,
        stream,
        patience,
      ] as const,
  ),
);

test.each(CASES)(
  '%s, where %s was asked for, is the same in process and over sockets',
  async (_, __, effect, stream, patience) => {
    // A body that is no stream has no pings in it to count.
    const enough = !stream && patience.pings ? { time: true as const } : patience;
    const virtual = await inVirtualTime(effect, stream, enough);
    const real = await overSockets(effect, stream, enough);
    const trimmed = (saw: typeof real.saw) => ({ ...saw, body: saw.body.trimEnd() });
    expect(trimmed(real.saw)).toEqual(trimmed(virtual.saw));
    expect(real.end).toEqual(virtual.end);
    expect(virtual.end).toHaveLength(1);
    expect(virtual.end[0]).toMatchObject({ effect });
    expect(virtual.left).toBe('idle');
    const failed = [...virtual.facts, ...real.facts].filter(
      ({ kind }) => kind === 'harness.failed',
    );
    expect(failed).toEqual([]);
  },
);

test.each([
  ['overloaded', 529],
  ['rate-limited', 429],
  ['quota-exhausted', 429],
  ['unauthorized', 401],
  ['revoked', 401],
  ['forbidden', 403],
  ['organization-not-allowed', 403],
  ['unavailable', 503],
  ['timeout', 504],
  ['server-error', 500],
] as const)('%s in the middle of a stream is refused as %s', async (error, status) => {
  const asked: unknown[] = [];
  const { service, init } = api();
  const watched: Service = {
    ...service,
    refuse: (refused, request) => {
      asked.push(refused);
      return service.refuse(refused, request);
    },
  };
  const effect = { stream: 'error', after: { events: 1 }, error } as const;
  const request = new Request(ADDRESS, init(true));
  const answer = await disturbed(effect, watched, request, new Kernel(0).clock('transport'));
  await answer.text();
  expect(asked).toEqual([{ refuse: error, status }]);
});

test.each([
  ['an answer that is late', { late: 3_600_000 }],
  ['a stream that pings', { stream: 'pings', after: { events: 0 } }],
] as const)('when the transport is closed, nothing waits for %s any more', async (_, effect) => {
  const kernel = new Kernel(0);
  const facts: Fact[] = [];
  const { service, init } = api();
  const net = inProcess({
    gate: gateFor(struck(effect), { tell: (fact) => facts.push(fact) }),
    profile: PROFILE,
    clock: kernel.clock('network'),
    serviceAt: () => service,
  });
  const asked = net.fetch(ADDRESS, init(true)).then((response) => response.text());
  asked.catch(() => undefined);
  await kernel.run({ until: 60_000, events: 1_000, settled: () => false });
  const now = kernel.now();
  net.close();
  await expect(asked).rejects.toThrow();
  expect(await kernel.run({ until: Infinity, events: 10, settled: () => false })).toBe('idle');
  expect(kernel.now()).toBe(now);
  expect(outcomes(facts, 'http')).toMatchObject([{ error: 'still open when the run ended' }]);
  expect(facts.filter(({ kind }) => kind === 'harness.failed')).toEqual([]);
});

/** The wall's clock, and how many of its timers are still to go off. */
function counted(): Clock & { waiting(): number } {
  const clock = wallClock();
  onTestFinished(() => clock.close());
  const open = new Set<AbortSignal | undefined>();
  return {
    ...clock,
    sleep: (delay, signal) => {
      open.add(signal);
      return clock.sleep(delay, signal).finally(() => open.delete(signal));
    },
    waiting: () => open.size,
  };
}

test.each([
  ['an answer that is late', { late: 3_600_000 }],
  ['a stream that drips', { stream: 'drip', after: { events: 1 } }],
] as const)('when sockets are closed, nothing waits for %s any more', async (_, effect) => {
  const clock = counted();
  const { service, init } = api();
  const there = await opened({ faults: struck(effect), answers: service, clock });
  const fetch = await fetchOver(there);
  const asked = fetch(ADDRESS, init(true)).then((response) => response.text());
  asked.catch(() => undefined);
  await expect.poll(() => clock.waiting()).toBe(1);
  await there.close();
  await expect(asked).rejects.toThrow();
  await expect.poll(() => clock.waiting()).toBe(0);
  expect(there.log.filter(({ kind }) => kind === 'harness.failed')).toEqual([]);
});
