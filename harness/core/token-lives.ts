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
  readonly capability: ReadonlyMap<string, TokenLife>;
}

/** Read the lives of all tokens out of what the ledger told. */
export function tokenLives(facts: readonly Of<'ledger'>[]): TokenLives {
  const lives = {
    access: new Map<string, TokenLife>(),
    refresh: new Map<string, TokenLife>(),
    capability: new Map<string, TokenLife>(),
  };
  for (const { token, act, at, expiresAt = Infinity, credential = kindOf(token) } of facts) {
    if (!isOf(lives, credential)) continue;
    const kind = lives[credential];
    if (act === 'issued') {
      kind.set(token, { issuedAt: at, expiresAt, endedAt: Infinity });
    } else if (act === 'revoked' && credential === 'capability') {
      // What is signed is believed for what it says, whatever has become of it since.
    } else if (act === 'rotated' || act === 'revoked' || act === 'expired') {
      const life = kind.get(token);
      if (life) kind.set(token, { ...life, endedAt: Math.min(life.endedAt, at) });
    }
  }
  return lives;
}

/** A token is named after its kind, where nothing else is said. */
const kindOf = (token: string) => (token.startsWith('access') ? 'access' : 'refresh');

const isOf = <L extends object>(lives: L, kind: string): kind is keyof L & string =>
  Object.hasOwn(lives, kind);

/** The tokens of a kind at a moment that the service takes until `until`. */
export function goodTokens(
  of: ReadonlyMap<string, TokenLife>,
  at: number,
  until = at,
): readonly string[] {
  const good: string[] = [];
  for (const [token, { issuedAt, expiresAt, endedAt }] of of) {
    if (issuedAt <= at && expiresAt > until && endedAt > until) good.push(token);
  }
  return good;
}

/** Whether a refresh token would have been exchanged at a moment. */
export function isActive({ refresh }: TokenLives, token: string, at: number): boolean {
  const life = refresh.get(token);
  return life !== undefined && life.issuedAt <= at && life.endedAt > at;
}
