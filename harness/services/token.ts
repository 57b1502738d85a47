import type { Login } from '#core/client.ts';
import type { Duration } from '#core/duration.ts';
import type { CredentialKind } from '#core/fault.ts';
import type { Random } from '#core/random.ts';
import type { Rotation } from '#core/scenario.ts';

/** A credential as the authorization server knows it. */
export interface Token {
  /** Its name in the log: `access-1`, `refresh-1`, `key-1` and so on, in the order of issue. */
  readonly name: string;
  readonly kind: CredentialKind;
  readonly text: string;
  /** The end of its text that nobody can guess: the rest is alike for all of its kind. */
  readonly secret: string;
  readonly family: string;
  readonly clientId: string;
  /** Names of what it is good for, with a space between them (RFC 6749, section 3.3). */
  readonly scope: string;
  /** Milliseconds since the epoch, as it was told to the client; Infinity where it does not end. */
  readonly expiresAt: number;
  /** `rotated`: a refresh token that was exchanged, or a code. */
  state: 'active' | 'rotated' | 'revoked';
  /** Milliseconds since the epoch at which it was rotated away. */
  rotatedAt?: number;
}

/** Two tokens as a client stores them. */
export const loginOf = (access: Token, refresh: Token): Login => ({
  accessToken: access.text,
  refreshToken: refresh.text,
  expiresAt: access.expiresAt,
  ...(Number.isFinite(refresh.expiresAt) && { endsAt: refresh.expiresAt }),
});

/** Two tokens that belong together. */
export interface Pair {
  readonly access: Token;
  /** The one that was presented, where the server gave out no new one. */
  readonly refresh: Token;
}

/** Why something is not exchanged (RFC 6749, section 5.2: all of them are `invalid_grant`). */
export type Denial =
  | 'unknown'
  | 'another client'
  | 'expired'
  | 'revoked'
  | 'rotated away'
  | 'reused';

/** How this authorization server works. */
export interface Policy {
  readonly rotation: Rotation;
  readonly lifetime: Duration;
  /** How long a rotated token still works under `rotate-with-grace`: a minute. */
  readonly grace?: Duration;
  /** By how much the server's clock, which decides what has expired, is ahead. */
  readonly serverAhead?: Duration;
  /** What a grant is good for where nobody said. */
  readonly scope?: string;
}

/** What a token says of itself, where it says anything. */
export interface Minted {
  readonly kind: CredentialKind;
  readonly clientId: string;
  /** Milliseconds since the epoch; infinite for what does not expire. */
  readonly expiresAt: number;
  readonly issuedAt: number;
  readonly random: Random;
}

/**
 * What this provider's credentials look like: what each kind begins with. 64 characters of chance
 * follow.
 */
export interface Look extends Partial<Readonly<Record<CredentialKind, string>>> {
  readonly access: string;
  readonly refresh: string;
  /**
   * The whole text of a token that says something of itself; undefined for the others. It has to
   * end in 64 lower-case letters and digits, or to be a JWT whose last part differs from all
   * others', or nobody will recognise it in a request.
   */
  mint?(token: Minted): string | undefined;
  /** A refresh brings an access token only, and its refresh token stays good. */
  readonly keepsRefreshTokens?: true;
}

/** What is asked of a refresh, or done otherwise than it is asked. */
export interface Terms {
  /** Another scope than the grant's. */
  readonly scope?: string;
  /** Milliseconds since the epoch, where it is not the policy's lifetime away. */
  readonly expiresAt?: number;
  /** Give no new refresh token out: the one that is presented stays good. */
  readonly keep?: boolean;
}

/** What is needed to issue a credential besides its kind. */
export interface Issue extends Pick<Token, 'family' | 'clientId' | 'expiresAt' | 'scope'> {
  readonly because?: string;
  /** The whole text, where it is more than chance. */
  readonly text?: string;
}

/** What a sign-in brings. */
export interface Granted {
  readonly access: Token;
  readonly refresh?: Token;
}

/** What each kind is called in the log. */
export const NAMES: Readonly<Record<CredentialKind, string>> = {
  access: 'access',
  refresh: 'refresh',
  'api-key': 'key',
  capability: 'capability',
  code: 'code',
  'device-code': 'device-code',
};
