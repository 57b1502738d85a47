import type { Login } from '#core/client.ts';
import { hours, minutes } from '#core/duration.ts';
import type { CredentialKind, Presented } from '#core/fault.ts';
import type { World } from '#core/service.ts';
import { Expiries } from './expiries.ts';
import { KEPT, KeptTokens, LENGTH } from './kept-tokens.ts';
import {
  type Denial,
  type Granted,
  type Issue,
  type Look,
  loginOf,
  NAMES,
  type Pair,
  type Policy,
  type Terms,
  type Token,
} from './token.ts';

/**
 * The truth about every token: what was issued, rotated, revoked, and when it expires.
 *
 * Every change is a fact in the log, so that the judge knows what the server knew. Tokens are
 * drawn from the run's randomness, look like the provider's, and open nothing anywhere. How many
 * are remembered is bounded: see `KEPT`.
 */
export class Ledger {
  readonly #kept = new KeptTokens();
  readonly #expiries: Expiries<Token>;
  readonly #counts = new Map<string, number>();
  readonly #world: World;
  readonly #policy: Policy;
  readonly #look: Look;

  constructor(world: World, policy: Policy, look: Look) {
    this.#world = world;
    this.#policy = policy;
    this.#look = look;
    this.#expiries = new Expiries(world.clock, (token) => this.#expire(token));
  }

  /**
   * Sign somebody in, without the ceremony: the login that a client finds in its store.
   *
   * @param endsAt when the login itself ends, in milliseconds since the epoch
   */
  signIn(clientId: string, expiresAt: number, endsAt = Infinity): Login & Pair {
    const family = this.newFamily();
    const pair = this.#pair({ family, clientId, expiresAt, scope: this.scope }, endsAt);
    return { ...pair, ...loginOf(pair.access, pair.refresh) };
  }

  /** A token of a year, as a person makes one for a machine: for inference, and nothing else. */
  issueLongLived(clientId: string): Token {
    const expiresAt = this.#world.clock.now() + YEAR;
    const scope = this.scope.split(' ')[0]!;
    return this.issue('access', { family: this.newFamily(), clientId, expiresAt, scope });
  }

  /** A key, which does not expire. No grant stands behind it: its family is its own. */
  issueKey(): Token {
    const of = { family: this.newFamily(), clientId: 'a key', scope: this.scope };
    return this.issue('api-key', { ...of, expiresAt: Infinity });
  }

  /** The name of a grant that nothing has been issued for yet. */
  newFamily(): string {
    return this.#next('family');
  }

  /** Issue one credential, and tell. */
  issue(kind: CredentialKind, { because, text, ...of }: Issue): Token {
    const name = this.#next(NAMES[kind]);
    const whole = text ?? this.#mint(kind, name, of);
    const secret = SECRET.exec(whole)?.[0] ?? whole.slice(whole.lastIndexOf('.') + 1);
    const token: Token = { name, kind, text: whole, secret, ...of, state: 'active' };
    this.#tell('issued', token, because);
    const surplus = this.#kept.add(token);
    if (surplus) this.#revoke(surplus, 'the server keeps no more of its kind');
    if (Number.isFinite(token.expiresAt)) this.#expiries.add(this.#endOf(token), token);
    if (this.#expiries.size > LONG_QUEUE) this.#expiries.keep(isAlive);
    return token;
  }

  /** Issue what a sign-in brings: an access token, and a refresh token unless told otherwise. */
  grant(of: Pick<Token, 'family' | 'clientId'>, terms: Terms = {}): Granted {
    const expiresAt = terms.expiresAt ?? this.#world.clock.now() + this.#policy.lifetime;
    const issue = { ...of, expiresAt, scope: terms.scope ?? this.scope };
    return terms.keep ? { access: this.issue('access', issue) } : this.#pair(issue);
  }

  /** Exchange a refresh token for a new pair, or say why not (RFC 6749, section 6). */
  refresh(text: string, clientId: string, terms: Terms = {}): Pair | Denial {
    const presented = this.#kept.find(text);
    if (presented?.kind !== 'refresh' || presented.text !== text) return 'unknown';
    const deny = (because: Denial): Denial => {
      this.#tell('refused', presented, because);
      return because;
    };
    if (presented.clientId !== clientId) return deny('another client');
    if (presented.state === 'revoked') return deny('revoked');
    if (this.#endOf(presented) <= this.#world.clock.now()) return deny('expired');
    if (presented.state === 'rotated' && !this.#inGrace(presented)) {
      if (this.#policy.rotation !== 'rotate-and-detect-reuse') return deny('rotated away');
      this.reused(presented);
      return 'reused';
    }
    if (terms.keep || this.#look.keepsRefreshTokens) {
      const { family, scope } = presented;
      const { access } = this.grant({ family, clientId }, { scope, ...terms, keep: true });
      return { access, refresh: presented };
    }
    return this.#rotate(presented, terms);
  }

  /** Something that works once has come back: whoever holds its family may be a thief. */
  reused(token: Token): void {
    this.#tell('reused', token);
    const what = token.kind === 'refresh' ? 'a rotated token' : `a spent ${token.kind}`;
    this.revoke(token.family, `reuse of ${what}`);
  }

  /** Say why a credential is turned away. */
  refuse(token: Token, because: Denial): void {
    this.#tell('refused', token, because);
  }

  /** A code has been exchanged: it is of no use any more. */
  spend(token: Token): void {
    token.state = 'rotated';
    token.rotatedAt = this.#world.clock.now();
    this.#kept.bury(token);
  }

  /** Somebody with a copy of a login has refreshed, so that its refresh token is spent. */
  rotateElsewhere(family: string): Pair {
    const active = this.#kept
      .family(family)
      .findLast(({ kind, state }) => kind === 'refresh' && state === 'active');
    if (!active) throw new Error(`${family} has no refresh token that works`);
    return this.#rotate(active, {}, 'a copy of the login');
  }

  /** End every token of a family (RFC 7009, section 2.1). */
  revoke(family: string, because: string): void {
    for (const token of this.#kept.family(family)) this.#revoke(token, because);
  }

  /** End one credential, by its name, or the access tokens of a whole family. */
  revokeAccess(nameOrFamily: string, because: string): void {
    const one = this.#kept.find(nameOrFamily);
    const all = this.#kept.family(nameOrFamily).filter(({ kind }) => kind === 'access');
    for (const token of one ? [one] : all) this.#revoke(token, because);
  }

  /** What a resource server learns about a credential that is presented to it as one of a kind. */
  inspect(
    text: string,
    kind: 'access' | 'api-key' | 'capability' = 'access',
  ): 'good' | 'expired' | 'revoked' | 'unknown' {
    const token = this.find(text);
    if (token?.kind !== kind) return 'unknown';
    // What is signed is believed for what it says, whatever has become of it since.
    if (token.state === 'revoked' && kind !== 'capability') return 'revoked';
    return this.#endOf(token) <= this.#world.clock.now() ? 'expired' : 'good';
  }

  /** Seconds until an access token expires, as `expires_in` tells it. */
  expiresIn(token: Token): number {
    return Math.round((token.expiresAt - this.#world.clock.now()) / 1_000);
  }

  /** The server's own idea of the time, in milliseconds since the epoch. */
  serverTime(): number {
    return this.#world.clock.now() + (this.#policy.serverAhead ?? 0);
  }

  /** What a grant is good for where nobody said. */
  get scope(): string {
    return this.#policy.scope ?? 'user:inference';
  }

  /** A credential by its text; undefined where it was never issued, or long ago. */
  find(text: string): Token | undefined {
    const token = this.#kept.find(text);
    return token?.text === text ? token : undefined;
  }

  /** The name of a token in the log; `unknown` where it was never issued. */
  nameOf(text: string): string {
    return this.find(text)?.name ?? 'unknown';
  }

  /** The family of a credential, by its text or its name. */
  familyOf(textOrName: string): string | undefined {
    return this.#kept.find(textOrName)?.family;
  }

  /** The credentials that stand in a text, by their names. */
  namesIn(text: string): readonly Presented[] {
    return this.#kept.in(text).map(({ kind, name }) => ({ kind, token: name }));
  }

  /** How many credentials were ever issued. */
  get issued(): number {
    return this.#kept.count;
  }

  /**
   * The credentials that were issued after the first so many: what must not turn up anywhere else.
   * Of more than eight thousand at once, only the last ones.
   */
  issuedSince(count: number): readonly Token[] {
    return this.#kept.since(count);
  }

  #rotate(presented: Token, terms: Terms, because?: string): Pair {
    const { family, clientId, scope } = presented;
    if (presented.state === 'active') {
      this.spend(presented);
      this.#tell('rotated', presented, because);
    }
    const expiresAt = terms.expiresAt ?? this.#world.clock.now() + this.#policy.lifetime;
    const of = { family, clientId, expiresAt, scope: terms.scope ?? scope };
    // What a refresh brings is another token, and not another login.
    return this.#pair({ ...of, ...(because && { because }) }, presented.expiresAt);
  }

  #pair(of: Issue, endsAt = Infinity): Pair {
    const access = this.issue('access', of);
    return { access, refresh: this.issue('refresh', { ...of, expiresAt: endsAt }) };
  }

  #revoke(token: Token, because: string): void {
    if (token.state === 'revoked') return;
    // A code that was spent is not worth ending.
    const isSpent = token.state === 'rotated' && token.kind !== 'refresh';
    if (isSpent) return;
    token.state = 'revoked';
    this.#tell('revoked', token, because);
    this.#kept.bury(token);
  }

  #expire(token: Token): void {
    if (token.state !== 'active') return;
    this.#tell('expired', token);
    this.#kept.bury(token);
  }

  /** When the server takes it no more, by everybody else's clock. */
  #endOf(token: Token): number {
    return token.expiresAt - (this.#policy.serverAhead ?? 0);
  }

  #inGrace(token: Token): boolean {
    const { rotation, grace = minutes(1) } = this.#policy;
    return rotation === 'rotate-with-grace' && this.#world.clock.now() - token.rotatedAt! <= grace;
  }

  #mint(kind: CredentialKind, name: string, of: Pick<Token, 'clientId' | 'expiresAt'>): string {
    const random = this.#world.random.fork(name);
    const issuedAt = this.#world.clock.now();
    const { clientId, expiresAt } = of;
    const minted = this.#look.mint?.({ kind, clientId, expiresAt, issuedAt, random });
    return minted ?? (this.#look[kind] ?? '') + random.text(LENGTH);
  }

  #next(what: string): string {
    const count = (this.#counts.get(what) ?? 0) + 1;
    this.#counts.set(what, count);
    return `${what}-${count}`;
  }

  #tell(
    act: 'issued' | 'rotated' | 'expired' | 'revoked' | 'reused' | 'refused',
    token: Token,
    because?: string,
  ): void {
    const { name, kind, family, expiresAt } = token;
    this.#world.tell({
      kind: 'ledger',
      act,
      token: name,
      ...(!name.startsWith(kind === 'refresh' ? 'refresh' : 'access') && { credential: kind }),
      family,
      ...(act === 'issued' &&
        Number.isFinite(expiresAt) && { expiresAt: this.#endOf(token) - this.#world.zero() }),
      ...(because && { because }),
    });
  }
}

const YEAR = hours(365 * 24);

/** What waits for its end is gone through when there is so much of it. */
const LONG_QUEUE = 4 * KEPT.alive;

const SECRET = new RegExp(`[a-z0-9]{${LENGTH}}$`);

const isAlive = ({ state }: Token): boolean => state === 'active';
