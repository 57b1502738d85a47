import { type Duration, milliseconds, minutes } from '#core/duration.ts';
import type { Fact, Of } from '#core/entry.ts';
import { messagesApi } from '#services/anthropic/messages.ts';
import { Ledger } from '#services/ledger.ts';
import { ANTHROPIC } from '#services/oauth/options.ts';
import { authorizationServer } from '#services/oauth/server.ts';
import { script } from '#services/script.ts';
import { sink } from '#services/sink.ts';
import type { Look, Policy } from '#services/token.ts';
import { Kernel } from '#time/kernel.ts';
import { seeded } from '#time/seeded.ts';

export const ZERO = Date.UTC(2026, 3, 7, 14, 29);
export const CLIENT_ID = 'client-under-test';
export const TOKEN = 'https://sign-in.example/v1/oauth/token';
export const MESSAGES = 'https://model.example/v1/messages';

type Act = Of<'ledger'>;

/** The services in a world of their own, in which time passes only when it is told to. */
export function world(
  given: Partial<Policy> & { readonly tool?: true } = {},
  look: Partial<Look> = {},
) {
  const kernel = new Kernel(ZERO);
  const facts: Fact[] = [];
  const random = seeded(1);
  const surroundings = {
    clock: kernel.clock('services'),
    random,
    tell: (fact: Fact) => facts.push(fact),
    zero: () => ZERO,
  };
  const ledger = new Ledger(
    surroundings,
    { rotation: 'rotate', lifetime: minutes(60), ...given },
    { access: 'access-prefix-', refresh: 'refresh-prefix-', ...look },
  );
  const model = script(random, { tool: given.tool ?? false });
  return {
    facts,
    surroundings,
    ledger,
    model,
    oauth: authorizationServer({
      ...{ world: surroundings, ledger },
      clients: [CLIENT_ID, 'somebody-else'],
      scopes: ['user:inference', 'user:profile'],
      paths: ANTHROPIC,
      audience: 'https://model.example',
    }),
    api: messagesApi(surroundings, ledger, model),
    rest: sink(ledger),
    /** What the ledger did, as `act token`. */
    acts: () =>
      facts
        .filter((fact): fact is Act => fact.kind === 'ledger')
        .map(({ act, token }) => `${act} ${token}`),
    /** Sign in, with a token that lasts for an hour unless it is said how long. */
    signIn: (lasts = minutes(60)) => ledger.signIn(CLIENT_ID, ZERO + lasts),
    /** Let so much time pass, and whatever is due in it happen. */
    async pass(time: Duration): Promise<void> {
      let over = false;
      kernel.clock('~').after(time, () => {
        over = true;
      });
      await kernel.run({ until: Infinity, events: 10_000, settled: () => over });
    },
    now: () => milliseconds(kernel.now() - ZERO),
  };
}

/** A token request, as the RFC has it; `undefined` leaves a parameter out. */
export const grant = (
  refresh_token: string | undefined,
  change: Readonly<Record<string, string | undefined>> = {},
): Request => {
  const fields = { grant_type: 'refresh_token', client_id: CLIENT_ID, refresh_token, ...change };
  const sent = Object.entries(fields).filter((field): field is [string, string] => {
    return field[1] !== undefined;
  });
  return new Request(TOKEN, { method: 'POST', body: new URLSearchParams(sent) });
};

/** The same in JSON, as some clients send it. */
export const grantInJson = (body: unknown): Request =>
  new Request(TOKEN, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export const question = {
  model: 'a-model',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'What is the code word of item w1?' }],
  // What offers no tools is no agent at work.
  tools: [{ name: 'echo' }],
} as const;

/** A request to the Messages API. */
export const ask = (
  token: string | undefined,
  body: unknown = question,
  headers: Readonly<Record<string, string>> = {},
): Request =>
  new Request(MESSAGES, {
    method: 'POST',
    headers: {
      'anthropic-version': '2023-06-01',
      'anthropic-beta': 'oauth-2025-04-20',
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
