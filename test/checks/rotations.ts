import { minutes } from '#core/duration.ts';
import type { StoreState } from '#core/entry.ts';
import type { FaultWindowRecord } from '#core/timeline.ts';
import { attempt, type Piece, renewed, type Timed } from './logs.ts';

/** A window in which answers of the token endpoint are lost. */
export const ANSWERS_LOST: FaultWindowRecord = {
  fault: { name: 'answer-lost', layer: 'http', role: 'oauth', params: {} },
  from: { on: 'clock', at: minutes(5) },
  until: { on: 'clock', at: minutes(45) },
};

type Act = 'issued' | 'rotated' | 'revoked' | 'reused' | 'refused';

/** What the authorization server does with a token. */
export const tells = (at: number, act: Act, token: string, because?: string): readonly Timed[] => [
  {
    at,
    kind: 'ledger',
    act,
    token,
    family: 'family-1',
    ...(act === 'issued' && token.startsWith('access') && { expiresAt: at + minutes(60) }),
    ...(because !== undefined && { because }),
  },
];

/** The server makes a grant: the token that was presented is spent, and others are issued. */
export const issues = (at: number, presented: string, next: number): readonly Timed[] => [
  ...tells(at, 'rotated', presented),
  ...tells(at, 'issued', `access-${next}`),
  ...tells(at, 'issued', `refresh-${next}`),
];

/** A refresh that works: 60 ms, in the middle of which the server makes the grant. */
export const refreshed = (at: number, presented: string, next: number): readonly Piece[] => [
  renewed(at, { status: 200, token: presented }),
  issues(at + 30, presented, next),
];

/** A refresh whose token the server says, and means, to be no good. */
export const denied = (
  at: number,
  token: string,
  act: 'refused' | 'reused' = 'refused',
): readonly Piece[] => [
  renewed(at, { status: 400, token }),
  tells(at + 30, act, token, act === 'refused' ? 'revoked' : undefined),
];

/** A refresh whose answer is lost. */
export const unheard = (at: number, token: string): Piece =>
  attempt(at, {
    layer: 'http',
    role: 'oauth',
    endpoint: 'token',
    presents: [{ kind: 'refresh', token }],
    took: 60,
    struckBy: 0,
    effect: { lose: 'answer' },
    error: 'ECONNRESET',
  });

/** A look at the store, and at more of it than its tokens. */
export const looked = (
  at: number,
  state: Partial<StoreState>,
  more: { readonly look?: 'before' | 'change' | 'act' | 'after'; readonly inPlace?: true } = {},
): readonly Timed[] => {
  const whole = { readable: true, access: 'access-2', refresh: 'refresh-2', ...state };
  return [{ at, kind: 'store', look: 'change', ...more, state: { mode: '0600', ...whole } }];
};

/** A file with nothing in it that could be read. */
export const TORN = { readable: false, access: 'absent', refresh: 'absent' } as const;

/** The client is killed, and started again. */
export const killed = (at: number): readonly Timed[] => [
  { at, kind: 'client.exited', code: null, signal: 'SIGKILL', by: 'harness' },
  { at, kind: 'client.started' },
];
