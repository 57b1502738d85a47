import { custodyOf } from './custody.ts';
import {
  type Entry,
  type Kind,
  type Of,
  type RunOrder,
  resolutionOf,
  type StoreState,
} from './entry.ts';
import {
  type Attempted,
  attemptsOf,
  isAbout,
  isAtIts,
  isOpen,
  isSignIn,
  type OpenSpan,
  spansOf,
  type Worked,
  wasKilled,
  worksOf,
} from './intervals.ts';
import { firstWhere } from './ordered.ts';
import type { Role } from './role.ts';
import { loginServes, standbyServes } from './standing-by.ts';
import { type Bounds, thresholds } from './thresholds.ts';
import { goodTokens, isActive, tokenLives } from './token-lives.ts';

export { type Attempted, isDuring, isSignIn, type OpenSpan, type Worked } from './intervals.ts';

/** The log of one run, to read: what happened, and what was therefore true at a moment. Pure. */
export class Evidence {
  readonly entries: readonly Entry[];
  readonly order: RunOrder;
  readonly attempts: readonly Attempted[];
  /** Attempts that a fault struck, in order. */
  readonly struck: readonly Attempted[];
  readonly works: readonly Worked[];
  /** The works of each client, by its session. */
  readonly worksBySession: ReadonlyMap<number | undefined, readonly Worked[]>;
  readonly spans: readonly OpenSpan[];
  /** When the log ends. */
  readonly end: number;
  /** The numbers that a client is held to, by how it was flown. */
  readonly bounds: Bounds;
  /** The smallest difference between two times that means anything here, in milliseconds. */
  readonly resolution: number;

  readonly #byKind = new Map<Kind, Entry[]>();
  readonly #bySession: ReadonlyMap<number | undefined, readonly Attempted[]>;
  readonly #facts = new Map<(evidence: Evidence) => unknown, unknown>();
  readonly #during = new Map<Worked, readonly Attempted[]>();
  readonly #attainable = new Map<Worked, boolean>();

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
    for (const entry of entries) {
      const same = this.#byKind.get(entry.kind);
      if (same) same.push(entry);
      else this.#byKind.set(entry.kind, [entry]);
    }
    this.order = this.of('run.began')[0]!;
    this.end = entries.at(-1)?.at ?? 0;
    this.bounds = thresholds(this.order?.scenario.work.mode);
    this.resolution = this.order ? resolutionOf(this.order.time) : 0;
    this.attempts = attemptsOf(this.of('attempt.began'), this.of('attempt.ended'));
    this.struck = this.attempts.filter(({ struckBy }) => struckBy !== undefined);
    this.#bySession = Map.groupBy(this.attempts, ({ session }) => session);
    this.works = worksOf(this.of('work.began'), this.of('work.ended'));
    this.worksBySession = Map.groupBy(this.works, ({ session }) => session);
    const windows = this.order?.scenario.faults ?? [];
    this.spans = spansOf(this.of('fault.opened'), this.of('fault.closed'), windows);
  }

  /** The entries of one kind, in order. */
  of<K extends Kind>(kind: K): readonly Of<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Of<K>[];
  }

  /** What is made of the log by this function: several checks ask for it, and it is made once. */
  once<T>(fact: (evidence: Evidence) => T): T {
    let known = this.#facts.get(fact);
    if (known === undefined) {
      known = fact(this);
      this.#facts.set(fact, known);
    }
    return known as T;
  }

  get scenario() {
    return this.order.scenario;
  }

  /** What each host is for. A log that has lost its order knows of none. */
  get hosts(): Readonly<Record<string, Role>> {
    return this.order?.profile.hosts ?? {};
  }

  /** Scenario time in which so much wall time passes; none where there is no wall. */
  stretched(wall: number): number {
    return wall * (this.order?.time.factor ?? 0);
  }

  /** The moment from which no fault was open any more, or undefined if one still is. */
  get calmFrom(): number | undefined {
    if (this.spans.length === 0) return 0;
    const ends = this.spans.map(({ until }) => until);
    return ends.every((until) => until !== undefined) ? Math.max(...ends) : undefined;
  }

  /**
   * What a client did while it had this piece of work: the attempts from its start to its end. Of
   * several clients, only what is known to be its own: what nobody can be held to, nobody is.
   */
  during(work: Worked): readonly Attempted[] {
    let known = this.#during.get(work);
    if (!known) {
      // In the order of the log, by which a piece of work is told from the next one.
      const all = this.by(work.session);
      const [began, ended = Infinity] = work.exhibits;
      const from = firstWhere(all.length, (index) => all[index]!.exhibits[0]! > began!);
      const until = firstWhere(all.length, (index) => all[index]!.exhibits[0]! >= ended);
      known = all.slice(from, until);
      this.#during.set(work, known);
    }
    return known;
  }

  /** What one client attempted; of several clients, `undefined` is what nobody is known to have. */
  by(session: number | undefined): readonly Attempted[] {
    return this.#bySession.get(session) ?? [];
  }

  /** The clients that attempted anything. */
  get sessions(): readonly (number | undefined)[] {
    return [...this.#bySession.keys()];
  }

  /** The windows that were open at some time between two moments. */
  openBetween(from: number, until: number): readonly OpenSpan[] {
    return this.spans.filter((span) => isOpen(span, from, until));
  }

  /** Whether what a role is there for was undisturbed from one moment to another. */
  up(role: Role, from: number, until = from): boolean {
    return !this.spans.some((span) => isAtIts(span, role) && isOpen(span, from, until));
  }

  /** Whether everything about a role was undisturbed: a sign-in asks for more than a turn does. */
  upWhole(role: Role, from: number, until: number): boolean {
    return !this.spans.some((span) => isAbout(span, role) && isOpen(span, from, until));
  }

  /** Whether the client could run at all from one moment to another. */
  awake(from: number, until: number): boolean {
    return !this.once(stoppages).some((span) => isOpen(span, from, until));
  }

  /** For how long, between two moments, the client stood still because it was made to. */
  asleep(from: number, until: number): number {
    return this.once(stoppages).reduce((sum, span) => {
      const end = Math.min(span.until ?? Infinity, until);
      return sum + Math.max(0, end - Math.max(span.from, from));
    }, 0);
  }

  /** Whether the client had been given an access token that the service takes until `until`. */
  tokenValid(at: number, until = at): boolean {
    const isLeft = (span: OpenSpan) =>
      span.record.fault.leaves === 'new-token' && isOpen(span, at, until);
    if (this.spans.some(isLeft)) return false;
    const { access } = this.once(tokensOf);
    return goodTokens(access, at, until).some((token) => this.knows(token, at));
  }

  /**
   * Whether it had been given a signed token that is believed without asking until `until`. Who has
   * signed out since has none: it was their login's.
   */
  capabilityValid(at: number, until = at): boolean {
    const { capability } = this.once(tokensOf);
    if (capability.size === 0) return false;
    if (this.works.some((work) => work.deed === 'sign-out' && work.at <= at)) return false;
    return goodTokens(capability, at, until).some((token) => this.knows(token, at));
  }

  /** Whether the client could know this token: it was given it, and has not lost it since. */
  knows(token: string, at: number): boolean {
    return this.once(custodyOf).knows(token, at);
  }

  /** Whether the ledger would still exchange this refresh token. */
  grantActive(token: string, at: number): boolean {
    return isActive(this.once(tokensOf), token, at);
  }

  /** The latest look at the store up to a moment. */
  storeAt(at: number): (StoreState & { readonly seq: number }) | undefined {
    const last = this.of('store').findLast((look) => look.at <= at);
    return last && { ...last.state, seq: last.seq };
  }

  /**
   * Whether the store held something at a moment that would bring a new token.
   *
   * A store that cannot be written is none to redeem: whoever refreshes then holds the only copy of
   * a login that its next start will miss, so that not to refresh is a choice that may be made.
   */
  redeemable(at: number): boolean {
    const state = this.storeAt(at);
    return state?.readable === true && this.grantActive(state.refresh, at) && this.writable(at, at);
  }

  /** Whether what is stored between two moments stays stored. */
  writable(from: number, until: number): boolean {
    return !this.spans.some(
      (span) => span.record.fault.layer === 'store' && isOpen(span, from, until),
    );
  }

  /** Whether what was done to the store left nothing in it that a client could sign in with. */
  robbed(at: number): boolean {
    const acts = this.of('act.done');
    const shut =
      acts.length > 0 &&
      this.openBetween(at, at).some(({ window }) =>
        acts.some((act) => act.window === window && act.deed === 'keychain-locked'),
      );
    const done = this.of('store').findLast((look) => look.at <= at && look.look === 'act');
    const state = this.storeAt(at);
    return shut || (done?.seq === state?.seq && state !== undefined && !holds(state));
  }

  /**
   * Whether any client at all could have done this work, from the truth and not from its claims.
   *
   * A session that still knows a login which its store has lost could go on with it; one that was
   * started since could not, and a log does not say what a client remembers: it is not asked for.
   */
  attainable(work: Worked): boolean {
    let known = this.#attainable.get(work);
    if (known === undefined) {
      known = this.#isAttainable(work);
      this.#attainable.set(work, known);
    }
    return known;
  }

  /** Whether we killed the client over this piece of work: nobody finishes what they cannot. */
  killed(work: Worked): boolean {
    return wasKilled(work, this.of('client.exited'));
  }

  #isAttainable(work: Worked): boolean {
    const { at, deed, outcome } = work;
    const until = at + this.bounds.span;
    if (this.killed(work)) return false;
    // What somebody stopped, nobody could finish.
    if (outcome === 'interrupted' || !this.awake(at, until)) return false;
    // Who is signed in, anybody can say. To sign out here takes a store and no server.
    if (deed === 'status') return true;
    if (deed === 'sign-out') return this.writable(at, until);
    if (deed !== 'turn') return this.writable(at, until) && this.upWhole('oauth', at, until);
    if (!this.up('model', at, until) || this.robbed(at)) return false;
    return standbyServes(this, at, until) || loginServes(this, at, until);
  }

  /**
   * The moment until which a sign-in waited for somebody: for the last thing that they did, or for
   * as long as the code lived that they were to type. The work's beginning where nobody was needed.
   */
  awaited(work: Worked): number {
    const { at, deed, session, endedAt = this.end } = work;
    if (!isSignIn(deed)) return at;
    const within = (moment: number) => moment >= at && moment <= endedAt;
    const done = this.of('human.did').filter((act) => act.session === session && within(act.at));
    const codes = this.of('ledger').filter(
      (fact) => fact.credential === 'device-code' && fact.act === 'issued' && within(fact.at),
    );
    return Math.max(
      at,
      ...done.map((act) => act.at),
      ...codes.map(({ expiresAt = endedAt }) => Math.min(expiresAt, endedAt)),
    );
  }
}

/** The stretches in which the client was made to stand still. */
const stoppages = ({ spans }: Evidence): readonly OpenSpan[] =>
  spans.filter(({ record }) => record.fault.layer === 'process');

const tokensOf = (evidence: Evidence) => tokenLives(evidence.of('ledger'));

/** Whether a client that reads this store finds an access token, or something to get one with. */
const holds = ({ readable, access, refresh }: StoreState): boolean =>
  readable && [access, refresh].some((name) => name !== 'absent' && name !== 'blank');
