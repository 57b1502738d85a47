import type { Place } from '#core/client.ts';
import type { Timer } from '#core/clock.ts';
import { type Duration, hours, milliseconds, minutes } from '#core/duration.ts';
import type { Random } from '#core/random.ts';
import { run } from '#fixtures/clients/reference/client.ts';
import { type Configuration, configurations } from '#fixtures/clients/reference/configurations.ts';
import type { Mitigation } from '#fixtures/clients/reference/mitigations.ts';

/** What a scripted party does with a request: answer, break off, or keep silent for ever. */
export type Reply = Response | Error | 'silence' | 'pings';

/** A request as it left the client, and when, in milliseconds from the beginning. */
export interface Sent {
  readonly at: number;
  readonly host: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
  readonly redirect: string | undefined;
}

export interface Plan {
  readonly configuration: Configuration;
  /** Life left in the access token at the beginning. An hour where nothing is said. */
  readonly tokenLeft?: Duration;
  /** Life left in the login itself, where it ends. */
  readonly loginLeft?: Duration;
  /** When each piece of work arrives. One, at once, where nothing is said. */
  readonly turns?: readonly Duration[];
  /** The token endpoint, if it is not to grant. `at` counts from the beginning. */
  readonly signIn?: (at: number, sent: Sent) => Reply | undefined;
  /** Whatever else is asked for, if it is not to be an empty object. */
  readonly aside?: (at: number, sent: Sent) => Reply | undefined;
  /** The model, if it is not to answer whoever has a good token. */
  readonly model?: (at: number, sent: Sent) => Reply | undefined;
  readonly store?: string;
  /** What stands in its environment. */
  readonly token?: string;
  readonly apiKey?: { readonly text: string; readonly fallback: boolean };
  readonly strayKey?: string;
  readonly capability?: string;
  /** What it had written down before it was started. */
  readonly journal?: readonly string[];
  /** The status page, where there is one. */
  readonly page?: string;
  /** What the file system says to each call, if not yes. */
  readonly disk?: (call: 'read' | 'write' | 'remove', at: number) => string | undefined;
  /** By how much the clock of the machine is set wrong at a moment. */
  readonly skew?: (at: number) => number;
  /** When something writes over the store, and does not finish. */
  readonly damagedAt?: Duration;
  /** Another process that has the lock, and what it stores before it lets go. */
  readonly sibling?: object;
  /** When somebody thinks better of the first piece of work. */
  readonly interruptAt?: Duration;
  /** What comes out of the random source: a half where nothing is said. */
  readonly chance?: number;
}

export interface Flown {
  readonly code: number;
  readonly sent: readonly Sent[];
  readonly grants: readonly Sent[];
  readonly asked: readonly Sent[];
  readonly said: readonly Record<string, unknown>[];
  readonly results: readonly string[];
  readonly retries: readonly Record<string, unknown>[];
  readonly stderr: string;
  readonly stored: Record<string, unknown>;
  readonly writes: readonly string[];
  /** What its tool has done. */
  readonly effects: readonly string[];
  /** How long each turn took. */
  readonly took: readonly number[];
}

const EPOCH = 1_775_000_000_000;

/** Fly the reference client against two scripted parties, with a clock that only waiting moves. */
export async function fly(plan: Plan): Promise<Flown> {
  const world = new FakeWorld(plan);
  const code = await run(world.place(), plan.configuration);
  world.endTurn();
  const said = world.stdout.map((line) => JSON.parse(line));
  return {
    code,
    said,
    sent: world.sent,
    grants: world.sent.filter(({ host }) => host === 'platform.claude.com'),
    asked: world.sent.filter(({ path }) => path === '/v1/messages'),
    results: said.filter(({ type }) => type === 'result').map(({ result }) => result),
    retries: said.filter(({ subtype }) => subtype === 'retry'),
    stderr: world.stderr.join('\n'),
    stored: world.fields(),
    writes: world.writes,
    effects: world.effects,
    took: world.took,
  };
}

/** One client's surroundings. */
export class FakeWorld {
  now = 0;
  stored: string | undefined;
  readonly sent: Sent[] = [];
  readonly stdout: string[] = [];
  readonly stderr: string[] = [];
  readonly writes: string[] = [];
  readonly effects: string[] = [];
  readonly took: number[] = [];
  #tokens = new Map<string, number>();
  #timers = new Set<{ readonly at: number; readonly call: () => void }>();
  #turnBegan: number | undefined;
  #turn = Promise.withResolvers<void>();
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
    const expiresAt = plan.tokenLeft ?? hours(1);
    this.#tokens.set('access-0', expiresAt);
    this.#tokens.set('access-of-a-sibling', hours(1));
    this.stored =
      plan.store ??
      JSON.stringify({
        accessToken: 'access-0',
        refreshToken: 'refresh-0',
        expiresAt: EPOCH + expiresAt,
        ...(plan.loginLeft !== undefined && { endsAt: EPOCH + plan.loginLeft }),
        scopes: ['user:inference'],
      });
  }

  /** What the store holds, if that can be read at all. */
  fields(): Record<string, unknown> {
    try {
      return JSON.parse(this.stored ?? '{}');
    } catch {
      return {};
    }
  }

  endTurn(): void {
    if (this.#turnBegan !== undefined) this.took.push(this.now - this.#turnBegan);
    this.#turnBegan = undefined;
  }

  place(): Place {
    const sleep = async (delay: Duration) => this.#wait(delay);
    const { skew = () => 0, disk = () => undefined, token, apiKey, strayKey } = this.#plan;
    const { capability } = this.#plan;
    const journal = [...(this.#plan.journal ?? [])];
    const fail = (call: 'read' | 'write' | 'remove') => {
      const code = disk(call, this.now);
      if (code) throw Object.assign(new Error(code), { code });
    };
    const now = () => EPOCH + this.now + skew(this.now);
    return {
      fetch: (url, init) => this.#fetch(String(url), init!),
      clock: { now, after: (...timer) => this.#after(...timer), sleep },
      uptime: () => this.now,
      random: chance(this.#plan.chance ?? 0.5),
      input: this.#input(),
      print: (stream, line) => {
        this[stream].push(line);
        if (stream === 'stdout' && JSON.parse(line).type === 'result') this.#turn.resolve();
      },
      listen: () => Promise.reject(new Error('nothing listens here')),
      browse: () => Promise.reject(new Error('there is no browser here')),
      lock: {
        hold: async (work) => {
          if (this.#plan.sibling) this.stored = JSON.stringify(this.#plan.sibling);
          return work();
        },
      },
      ...(token !== undefined && { token }),
      ...(apiKey && { apiKey }),
      ...(strayKey !== undefined && { strayKey }),
      ...(capability !== undefined && { capability }),
      journal: { read: () => journal, add: (line) => void journal.push(line) },
      effects: { add: (line) => void this.effects.push(line) },
      store: {
        read: () => {
          fail('read');
          return this.stored;
        },
        write: (text) => {
          fail('write');
          if (text !== this.stored) this.writes.push(text);
          this.stored = text;
        },
        remove: () => {
          fail('remove');
          this.stored = undefined;
        },
      },
    };
  }

  /** Lines are read as they come; the next piece of work comes when the last one is done. */
  async *#input() {
    const { interruptAt } = this.#plan;
    const stop = Promise.withResolvers<boolean>();
    if (interruptAt !== undefined) this.#after(interruptAt, () => stop.resolve(true));
    for (const [index, at] of (this.#plan.turns ?? [minutes(0)]).entries()) {
      this.endTurn();
      this.now = Math.max(this.now, at);
      if (this.now >= (this.#plan.damagedAt ?? hours(99))) this.stored = '{"accessToken": "acc';
      this.#turnBegan = this.now;
      this.#turn = Promise.withResolvers();
      yield JSON.stringify({ type: 'user', message: { role: 'user', content: `item ${index}` } });
      const done = this.#turn.promise;
      if (await Promise.race([done.then(() => false), stop.promise])) {
        yield JSON.stringify({ type: 'interrupt' });
      }
      await done;
    }
  }

  #wait(delay: number): void {
    this.now += delay;
    if (this.now > hours(10)) throw new Error('this client would wait for ever');
  }

  #after(delay: Duration, call: () => void): Timer {
    const timer = { at: this.now + delay, call };
    this.#timers.add(timer);
    return { clear: () => this.#timers.delete(timer) };
  }

  async #fetch(url: string, init: RequestInit): Promise<Response> {
    const sent: Sent = {
      at: this.now,
      host: new URL(url).host,
      path: new URL(url).pathname,
      headers: new Headers(init.headers),
      body: JSON.parse(String(init.body ?? '{}')),
      redirect: init.redirect,
    };
    this.sent.push(sent);
    const scripted = this.#scripted(sent);
    if (scripted instanceof Error) throw scripted;
    if (scripted === 'pings') return this.#pings(init.signal);
    if (scripted !== 'silence') return scripted;
    const forEver = this.now + hours(1);
    while (!init.signal?.aborted && this.now < forEver) {
      this.#elapse(forEver);
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (!init.signal?.aborted) throw new Error('this client would wait for ever');
    throw init.signal.reason;
  }

  /** Go on to the next timer, or to a moment if that comes first. */
  #elapse(until: number): void {
    const next = this.#nextTimer();
    this.now = Math.min(next?.at ?? until, until);
    if (next?.at !== this.now) return;
    this.#timers.delete(next);
    next.call();
  }

  #nextTimer() {
    return [...this.#timers].sort((one, other) => one.at - other.at)[0];
  }

  /** A stream in which nothing comes but a ping every ten seconds. */
  #pings(signal: AbortSignal | null | undefined): Response {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        const ping = this.now + 10_000;
        if (this.now > hours(1)) controller.error(new Error('this client would wait for ever'));
        while (this.now < ping && !signal?.aborted) this.#elapse(ping);
        if (signal?.aborted) controller.error(signal.reason);
        else {
          controller.enqueue(new TextEncoder().encode('event: ping\ndata: {"type":"ping"}\n\n'));
        }
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }

  #scripted(sent: Sent): Reply {
    if (sent.host === 'platform.claude.com') {
      return this.#plan.signIn?.(this.now, sent) ?? this.#grant();
    }
    if (sent.host === 'status.claude.com') {
      const { page } = this.#plan;
      return page === undefined
        ? thrown('ENOTFOUND')
        : Response.json({ status: { indicator: 'major', description: page } });
    }
    if (sent.path !== '/v1/messages')
      return this.#plan.aside?.(this.now, sent) ?? Response.json({});
    const bearer = (sent.headers.get('authorization') ?? '').replace('Bearer ', '');
    const isSigned = bearer !== '' && bearer === this.#plan.capability;
    const known = isSigned || (this.#tokens.get(bearer) ?? 0) > this.now;
    const fallback = sent.headers.get('x-api-key') === 'api-key-1';
    return this.#plan.model?.(this.now, sent) ?? (known || fallback ? says('done') : rejected());
  }

  #grant(): Response {
    const count = this.#tokens.size - 1;
    this.#tokens.set(`access-${count}`, this.now + hours(1));
    return Response.json({
      access_token: `access-${count}`,
      refresh_token: `refresh-${count}`,
      expires_in: 3_600,
    });
  }
}

const chance = (next: number): Random => ({
  next: () => next,
  integer: (low) => low,
  text: (length) => 'x'.repeat(length),
  fork: () => chance(next),
});

/** What `fetch` throws. */
export const thrown = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });

export const rejected = (): Response =>
  Response.json(
    { error: { type: 'authentication_error', message: 'OAuth token has expired.' } },
    { status: 401 },
  );

export const overloaded = (headers: Record<string, string> = {}): Response =>
  Response.json(
    { error: { type: 'overloaded_error', message: 'Overloaded' } },
    { status: 529, headers },
  );

export const denied = (): Response => Response.json({ error: 'invalid_grant' }, { status: 400 });

export const unavailable = (): Response => Response.json({}, { status: 503 });

/** Server-sent events, cut into pieces in which no reader would have cut them. */
export const streamed = (...events: readonly object[]): Response => {
  const text = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('');
  const bytes = new TextEncoder().encode(text);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 7) controller.enqueue(bytes.slice(at, at + 7));
      controller.close();
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
};

export const says = (text: string): Response =>
  streamed(
    { type: 'message_start', message: {} },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_stop' },
  );

export const callsEcho = (id: string, command: string): Response =>
  streamed(
    {
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'tool_use', id, name: 'echo', input: {} },
    },
    ...[...JSON.stringify({ command })].map((partial_json) => ({
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'input_json_delta', partial_json },
    })),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_stop' },
  );

export const { naive, hardened } = configurations;
export const claudeCodeLike = configurations['claude-code-like'];

/** The hardened client less some mitigations. */
export const without = (...gone: readonly Mitigation[]): Configuration => ({
  ...hardened,
  mitigations: new Set([...hardened.mitigations].filter((name) => !gone.includes(name))),
});

/** A capability token that ends so long after the beginning; nobody checks its signature. */
export const signedFor = (life: Duration): string => {
  const claims = JSON.stringify({ exp: (EPOCH + life) / 1_000 });
  return `e30.${Buffer.from(claims).toString('base64url')}.signature`;
};

export const inMinutes = (...at: readonly number[]): readonly Duration[] =>
  at.map((count) => milliseconds(minutes(count)));
