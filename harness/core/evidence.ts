import type { Entry, Fact, Kind, Of, RunOrder, StoreState } from './entry.ts';
import { type Effects, LAYERS, type Layer, type Presented } from './fault.ts';
import type { Role } from './role.ts';
import { thresholds } from './thresholds.ts';
import type { FaultWindowRecord } from './timeline.ts';

/** One attempt from its first line to its last. */
export interface Attempted {
  readonly attempt: number;
  readonly layer: Layer;
  readonly role: Role;
  readonly host: string;
  readonly operation: string;
  readonly endpoint?: 'token' | 'messages' | 'other';
  readonly work?: string;
  readonly presents: readonly Presented[];
  readonly at: number;
  /** Undefined where the log ends first. */
  readonly endedAt?: number;
  readonly struckBy?: number;
  readonly effect?: Effects[Layer];
  readonly status?: number;
  readonly error?: string;
  /** The entry that began it, and the one that ended it. */
  readonly exhibits: readonly number[];
}

/**
 * One go at something, whichever layer it ended at: a request for a token or for an answer, or
 * what died on the way to one.
 */
export interface Try {
  /** The credential that it carried; undefined where it did not get so far. */
  readonly token?: string;
  readonly work?: string;
  /** When the first of its attempts began: for a fresh connection, the look-up of the name. */
  readonly at: number;
  readonly endedAt?: number;
  readonly answered: boolean;
  readonly status?: number;
  readonly exhibits: readonly number[];
}

/** One piece of work from being handed over to being done, or not. */
export interface Worked {
  readonly work: string;
  readonly at: number;
  readonly endedAt?: number;
  readonly outcome: 'answered' | 'failed' | 'lost' | 'pending';
  readonly claim: 'success' | 'failure' | 'none';
  readonly nonce: boolean;
  readonly text: string;
  readonly exhibits: readonly number[];
}

/** A stretch of time in which a window's fault was open. */
export interface OpenSpan {
  readonly window: number;
  readonly record: FaultWindowRecord;
  readonly from: number;
  /** Undefined where it was still open at the end. */
  readonly until?: number;
  readonly exhibits: readonly number[];
}

interface TokenLife {
  readonly token: string;
  readonly issuedAt: number;
  expiresAt: number;
  endedAt: number;
}

/** The queries of one look-up, A and AAAA, follow each other within this. */
const LOOK_UP = 50;

/** The log of one run, to read: what happened, and what was therefore true at a moment. Pure. */
export class Evidence {
  readonly entries: readonly Entry[];
  readonly order: RunOrder;
  readonly attempts: readonly Attempted[];
  readonly works: readonly Worked[];
  readonly spans: readonly OpenSpan[];
  /** When the log ends. */
  readonly end: number;

  readonly #byKind = new Map<Kind, Entry[]>();
  readonly #access = new Map<string, TokenLife>();
  readonly #refresh = new Map<string, TokenLife>();

  constructor(entries: readonly Entry[]) {
    this.entries = entries;
    for (const entry of entries) {
      const same = this.#byKind.get(entry.kind);
      if (same) same.push(entry);
      else this.#byKind.set(entry.kind, [entry]);
    }
    this.order = this.of('run.began')[0]!;
    this.end = entries.at(-1)?.at ?? 0;
    this.attempts = this.#attempts();
    this.works = this.#works();
    this.spans = this.#spans();
    this.#ledger();
  }

  /** The entries of one kind, in order. */
  of<K extends Kind>(kind: K): readonly Of<K>[] {
    return (this.#byKind.get(kind) ?? []) as unknown as readonly Of<K>[];
  }

  get scenario() {
    return this.order.scenario;
  }

  /** What each host is for. A log that has lost its order knows of none. */
  get hosts(): Readonly<Record<string, Role>> {
    return this.order?.profile.hosts ?? {};
  }

  /** Attempts that a fault struck, in order. */
  get struck(): readonly Attempted[] {
    return this.attempts.filter((attempt) => attempt.struckBy !== undefined);
  }

  /** The smallest difference between two times that means anything here, in milliseconds. */
  get resolution(): number {
    const { kind, factor } = this.order?.time ?? { kind: 'virtual' };
    return kind === 'virtual' ? 0 : 20 * factor;
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

  /** What a client did while it had this piece of work: the attempts from its start to its end. */
  during(work: Worked): readonly Attempted[] {
    const until = work.endedAt ?? this.end;
    return this.attempts.filter(({ at }) => at >= work.at && at <= until);
  }

  /** The windows that were open at some time between two moments. */
  openBetween(from: number, until: number): readonly OpenSpan[] {
    return this.spans.filter((span) => span.from <= until && (span.until ?? Infinity) > from);
  }

  /** Whether the service of a role was undisturbed from one moment to another. */
  up(role: Role, from: number, until = from): boolean {
    return this.openBetween(from, until).every(
      ({ record }) => record.fault.role !== role || rejectsToken(record),
    );
  }

  /** Whether the client had been given an access token that the service takes until `until`. */
  tokenValid(at: number, until = at): boolean {
    if (this.openBetween(at, until).some(({ record }) => rejectsToken(record))) return false;
    return [...this.#access.values()].some(
      (life) => life.issuedAt <= at && life.expiresAt > until && life.endedAt > until,
    );
  }

  /** Whether the ledger would still exchange this refresh token. */
  grantActive(token: string, at: number): boolean {
    const life = this.#refresh.get(token);
    return life !== undefined && life.issuedAt <= at && life.endedAt > at;
  }

  /** The latest look at the store up to a moment. */
  storeAt(at: number): (StoreState & { readonly seq: number }) | undefined {
    const looks = this.of('store').filter((look) => look.at <= at);
    const last = looks.at(-1);
    return last && { ...last.state, seq: last.seq };
  }

  /** Whether the store held something at a moment that would bring a new token. */
  redeemable(at: number): boolean {
    const state = this.storeAt(at);
    return state?.readable === true && this.grantActive(state.refresh, at);
  }

  /**
   * Whether any client at all could have done this work, from the truth and not from its claims.
   */
  attainable(work: Worked): boolean {
    const until = work.at + thresholds().span;
    if (!this.up('model', work.at, until)) return false;
    if (this.tokenValid(work.at, until)) return true;
    return this.up('oauth', work.at, until) && this.redeemable(work.at);
  }

  /** What the client asked a role for between two moments: tokens of oauth, answers of model. */
  tries(role: 'oauth' | 'model', from = Number.NEGATIVE_INFINITY, until = this.end): Try[] {
    const wanted = role === 'oauth' ? 'token' : 'messages';
    const tries: Try[] = [];
    let lookUp: readonly Attempted[] = [];
    for (const attempt of this.attempts) {
      const { layer, at } = attempt;
      if (attempt.role !== role || at < from || at > until) continue;
      const died = attempt.struckBy !== undefined || attempt.error !== undefined;
      if (layer === 'http' ? attempt.endpoint !== wanted : !died) continue;
      const same = layer === 'dns' && this.#sameLookUp(lookUp, attempt);
      lookUp = layer !== 'dns' ? [] : same ? [...lookUp, attempt] : [attempt];
      const next = this.#try(attempt);
      if (same) tries.push({ ...next, at: tries.pop()!.at });
      else tries.push(next);
    }
    return tries;
  }

  #try(attempt: Attempted): Try {
    const { layer, role, presents, status, error, work, endedAt, exhibits } = attempt;
    const carried = presents.find(({ kind }) => kind === (role === 'oauth' ? 'refresh' : 'access'));
    return {
      ...(carried && { token: carried.token }),
      ...(work && { work }),
      at: this.#origin(attempt),
      ...(endedAt !== undefined && { endedAt }),
      answered: layer === 'http' && status !== undefined && status < 400 && error === undefined,
      ...(status !== undefined && { status }),
      exhibits,
    };
  }

  /** A resolver asks for both families, and asks again: that is still one look-up. */
  #sameLookUp(queries: readonly Attempted[], next: Attempted): boolean {
    const [first] = queries;
    const last = queries.at(-1);
    if (!first || !last || next.host !== first.host) return false;
    const pause = next.at - (last.endedAt ?? last.at);
    if (pause < 0) return true;
    if (this.resolution > 0 && next.at - first.at <= this.resolution) return true;
    const asked = queries.some(({ operation }) => operation === next.operation);
    return !asked && pause <= LOOK_UP + this.resolution;
  }

  /** When the request began that this attempt is a layer of. */
  #origin(attempt: Attempted): number {
    const below = this.attempts.findLast(
      ({ layer, host, endedAt, exhibits }) =>
        host === attempt.host &&
        LAYERS.indexOf(layer) === LAYERS.indexOf(attempt.layer) - 1 &&
        exhibits[0]! < attempt.exhibits[0]! &&
        endedAt !== undefined &&
        endedAt <= attempt.at &&
        attempt.at - endedAt <= this.resolution,
    );
    return below ? this.#origin(below) : attempt.at;
  }

  #attempts(): Attempted[] {
    const ends = new Map(this.of('attempt.ended').map((end) => [end.attempt, end]));
    return this.of('attempt.began')
      .filter((began) => began.by === 'client')
      .map((began) => {
        const ended = ends.get(began.attempt);
        const { attempt, layer, role, host, operation, endpoint, work, at } = began;
        return {
          attempt,
          layer,
          role,
          host,
          operation,
          at,
          presents: began.presents ?? [],
          ...(endpoint && { endpoint }),
          ...(work && { work }),
          ...(ended && { endedAt: ended.at }),
          ...(ended?.struckBy !== undefined && { struckBy: ended.struckBy }),
          ...(ended?.effect !== undefined && { effect: ended.effect }),
          ...(ended?.status !== undefined && { status: ended.status }),
          ...(ended?.error !== undefined && { error: ended.error }),
          exhibits: ended ? [began.seq, ended.seq] : [began.seq],
        };
      });
  }

  #works(): Worked[] {
    const ends = new Map(this.of('work.ended').map((end) => [end.work, end]));
    return this.of('work.began').map((began) => {
      const ended = ends.get(began.work);
      return {
        work: began.work,
        at: began.at,
        ...(ended && { endedAt: ended.at }),
        outcome: ended?.outcome ?? 'pending',
        claim: ended?.claim ?? 'none',
        nonce: ended?.nonce ?? false,
        text: ended?.text ?? '',
        exhibits: ended ? [began.seq, ended.seq] : [began.seq],
      };
    });
  }

  #spans(): OpenSpan[] {
    const closed = [...this.of('fault.closed')];
    return this.of('fault.opened').flatMap((opened) => {
      const record = this.order?.scenario.faults[opened.window];
      if (!record) return [];
      const index = closed.findIndex(
        (close) => close.window === opened.window && close.seq > opened.seq,
      );
      const [close] = index < 0 ? [] : closed.splice(index, 1);
      return {
        window: opened.window,
        record,
        // What was open before boarding was open whenever it matters.
        from: opened.at,
        ...(close && { until: close.at }),
        exhibits: close ? [opened.seq, close.seq] : [opened.seq],
      };
    });
  }

  #ledger(): void {
    for (const fact of this.of('ledger')) {
      const lives = fact.token.startsWith('access') ? this.#access : this.#refresh;
      if (fact.act === 'issued') {
        const expiresAt = fact.expiresAt ?? Infinity;
        lives.set(fact.token, {
          token: fact.token,
          issuedAt: fact.at,
          expiresAt,
          endedAt: Infinity,
        });
      } else if (fact.act === 'rotated' || fact.act === 'revoked' || fact.act === 'expired') {
        const life = lives.get(fact.token);
        if (life) life.endedAt = Math.min(life.endedAt, fact.at);
      }
    }
  }
}

/**
 * A window that ends with the next refresh does not take the service away: it takes away the
 * token, and a client that obtains a new one is served.
 */
const rejectsToken = ({ fault, until }: FaultWindowRecord): boolean =>
  fault.name === 'unauthorized' && until !== 'the end' && until.on === 'refreshes';

/** Facts as a log, for whoever builds one by hand. */
export const enter = (facts: readonly (Fact & { readonly at: number })[]): readonly Entry[] =>
  facts.map((fact, seq) => ({ seq, ...fact }));
