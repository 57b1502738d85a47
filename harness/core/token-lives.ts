import type { Of } from './entry.ts';

/** A token from its issue to its end, as the ledger tells it. */
export interface TokenLife {
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When it was rotated away, revoked or told to have expired. */
  readonly endedAt: number;
}

/** Every token that was issued, by its name. */
export interface TokenLives {
  readonly access: ReadonlyMap<string, TokenLife>;
  readonly refresh: ReadonlyMap<string, TokenLife>;
}

/** Read the lives of all tokens out of what the ledger told. */
export function tokenLives(facts: readonly Of<'ledger'>[]): TokenLives {
  const lives = { access: new Map<string, TokenLife>(), refresh: new Map<string, TokenLife>() };
  for (const { token, act, at, expiresAt = Infinity, credential = kindOf(token) } of facts) {
    if (credential !== 'access' && credential !== 'refresh') continue;
    const kind = lives[credential];
    if (act === 'issued') {
      kind.set(token, { issuedAt: at, expiresAt, endedAt: Infinity });
    } else if (act === 'rotated' || act === 'revoked' || act === 'expired') {
      const life = kind.get(token);
      if (life) kind.set(token, { ...life, endedAt: Math.min(life.endedAt, at) });
    }
  }
  return lives;
}

/** A token is named after its kind, where nothing else is said. */
const kindOf = (token: string) => (token.startsWith('access') ? 'access' : 'refresh');

/** The access tokens at a moment that the service takes until `until`. */
export function accessTokens({ access }: TokenLives, at: number, until = at): readonly string[] {
  const good: string[] = [];
  for (const [token, { issuedAt, expiresAt, endedAt }] of access) {
    if (issuedAt <= at && expiresAt > until && endedAt > until) good.push(token);
  }
  return good;
}

/** Whether a refresh token would have been exchanged at a moment. */
export function isActive({ refresh }: TokenLives, token: string, at: number): boolean {
  const life = refresh.get(token);
  return life !== undefined && life.issuedAt <= at && life.endedAt > at;
}
