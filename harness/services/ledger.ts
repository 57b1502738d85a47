import type { Login } from '#core/client.ts';
import type { Duration } from '#core/duration.ts';
import type { CredentialKind } from '#core/fault.ts';
import type { Rotation } from '#core/scenario.ts';
import type { World } from '#core/service.ts';

/** A token as the authorization server knows it. */
export interface Token {
  /** Its name in the log: `access-1`, `refresh-1`, and so on in the order of issue. */
  readonly name: string;
  readonly kind: CredentialKind;
  readonly text: string;
  readonly family: string;
  readonly clientId: string;
  /** Milliseconds since the epoch; refresh tokens do not expire here. */
  readonly expiresAt: number;
  state: 'active' | 'rotated' | 'revoked';
  /** Milliseconds since the epoch at which it was rotated away. */
  rotatedAt?: number;
}

/** Two tokens that were issued together. */
export interface Pair {
  readonly access: Token;
  readonly refresh: Token;
}

/**
 * Why a refresh token is not exchanged (RFC 6749, section 5.2: all of them are `invalid_grant`).
 */
export type Denial = 'unknown' | 'another client' | 'revoked' | 'rotated away' | 'reused';

interface Policy {
  readonly rotation: Rotation;
  readonly lifetime: Duration;
}

/** What this provider's tokens begin with. */
interface Prefix {
  readonly access: string;
  readonly refresh: string;
}

/** How long a rotated token still works under `rotate-with-grace`. */
const GRACE = 60_000;

/**
 * The truth about every token: what was issued, rotated, revoked, and when it expires.
 *
 * Every change is a fact in the log, so that the judge knows what the server knew. Tokens are
 * drawn from the run's randomness, look like the provider's, and open nothing anywhere.
 */
export class Ledger {
  readonly #tokens = new Map<string, Token>();
  readonly #counts = { access: 0, refresh: 0 };
  #families = 0;

  readonly #world: World;
  readonly #policy: Policy;
  readonly #prefix: Prefix;

  constructor(world: World, policy: Policy, prefix: Prefix) {
    this.#world = world;
    this.#policy = policy;
    this.#prefix = prefix;
  }

  /** Sign somebody in, without the ceremony: the login that a client finds in its store. */
  signIn(clientId: string, expiresAt: number): Login & Pair {
    this.#families += 1;
    const pair = this.#issue(`family-${this.#families}`, clientId, expiresAt);
    const { access, refresh } = pair;
    return { ...pair, accessToken: access.text, refreshToken: refresh.text, expiresAt };
  }

  /** Exchange a refresh token for a new pair, or say why not (RFC 6749, section 6). */
  refresh(text: string, clientId: string): Pair | Denial {
    const presented = this.#tokens.get(text);
    if (presented?.kind !== 'refresh') return 'unknown';
    const deny = (because: Denial): Denial => {
      this.#tell('refused', presented, because);
      return because;
    };
    if (presented.clientId !== clientId) return deny('another client');
    if (presented.state === 'revoked') return deny('revoked');
    if (presented.state === 'rotated' && !this.#inGrace(presented)) {
      if (this.#policy.rotation !== 'rotate-and-detect-reuse') return deny('rotated away');
      this.#tell('reused', presented);
      this.revoke(presented.family, 'reuse of a rotated token');
      return 'reused';
    }
    if (presented.state === 'active') {
      presented.state = 'rotated';
      presented.rotatedAt = this.#world.clock.now();
      this.#tell('rotated', presented);
    }
    return this.#issue(presented.family, clientId, this.#world.clock.now() + this.#policy.lifetime);
  }

  /** End every token of a family (RFC 7009, section 2.1). */
  revoke(family: string, because: string): void {
    for (const token of this.#tokens.values()) {
      if (token.family !== family || token.state === 'revoked') continue;
      token.state = 'revoked';
      this.#tell('revoked', token, because);
    }
  }

  /** End the access tokens of a family, and leave the grant. */
  revokeAccess(family: string, because: string): void {
    for (const token of this.#tokens.values()) {
      if (token.family !== family || token.kind !== 'access' || token.state === 'revoked') continue;
      token.state = 'revoked';
      this.#tell('revoked', token, because);
    }
  }

  /** Rotate the newest refresh token of a family for somebody else, who keeps what comes of it. */
  rotateElsewhere(family: string): Pair {
    const held = [...this.#tokens.values()].filter((token) => token.family === family);
    const newest = held.findLast(({ kind, state }) => kind === 'refresh' && state === 'active');
    const pair = newest && this.refresh(newest.text, newest.clientId);
    if (!pair || typeof pair === 'string') throw new Error(`${family} has nothing to rotate`);
    return pair;
  }

  /** A token of a year, as a person makes one for a machine. */
  issueLongLived(clientId: string): Token {
    this.#families += 1;
    const year = this.#world.clock.now() + 365 * 24 * 3_600_000;
    return this.#issue(`family-${this.#families}`, clientId, year).access;
  }

  /** A key, which no grant stands behind. */
  issueKey(): Token {
    return this.issueLongLived('a key');
  }

  /** What a resource server learns about a token that is presented to it. */
  inspect(text: string): 'good' | 'expired' | 'revoked' | 'unknown' {
    const token = this.#tokens.get(text);
    if (token?.kind !== 'access') return 'unknown';
    if (token.state === 'revoked') return 'revoked';
    return token.expiresAt <= this.#world.clock.now() ? 'expired' : 'good';
  }

  /** Seconds until an access token expires, as `expires_in` tells it. */
  expiresIn(token: Token): number {
    return Math.round((token.expiresAt - this.#world.clock.now()) / 1_000);
  }

  /** The name of a token in the log; `unknown` where it was never issued. */
  nameOf(text: string): string {
    return this.#tokens.get(text)?.name ?? 'unknown';
  }

  /** The family of a token that was issued. */
  familyOf(text: string): string | undefined {
    return this.#tokens.get(text)?.family;
  }

  /** Every token text of this run: what must not turn up anywhere else. */
  secrets(): readonly Token[] {
    return [...this.#tokens.values()];
  }

  #inGrace(token: Token): boolean {
    return (
      this.#policy.rotation === 'rotate-with-grace' &&
      this.#world.clock.now() - token.rotatedAt! <= GRACE
    );
  }

  #issue(family: string, clientId: string, expiresAt: number): Pair {
    const mint = (kind: 'access' | 'refresh', expiry: number): Token => {
      this.#counts[kind] += 1;
      const name = `${kind}-${this.#counts[kind]}`;
      const text = this.#prefix[kind] + this.#world.random.fork(name).text(64);
      const token: Token = {
        name,
        kind,
        text,
        family,
        clientId,
        expiresAt: expiry,
        state: 'active',
      };
      this.#tokens.set(text, token);
      this.#tell('issued', token);
      return token;
    };
    const pair = { access: mint('access', expiresAt), refresh: mint('refresh', Infinity) };
    const { access } = pair;
    const left = expiresAt - this.#world.clock.now();
    this.#world.clock.after(Math.max(0, left), () => {
      if (access.state === 'active') this.#tell('expired', access);
    });
    return pair;
  }

  #tell(
    act: 'issued' | 'rotated' | 'expired' | 'revoked' | 'reused' | 'refused',
    token: Token,
    because?: string,
  ): void {
    this.#world.tell({
      kind: 'ledger',
      act,
      token: token.name,
      family: token.family,
      ...(act === 'issued' &&
        Number.isFinite(token.expiresAt) && { expiresAt: token.expiresAt - this.#world.zero() }),
      ...(because && { because }),
    });
  }
}
