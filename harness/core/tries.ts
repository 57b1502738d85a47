import type { Attempted, Evidence, Worked } from './evidence.ts';
import { type Presented, STILL_OPEN } from './fault.ts';
import { isSameLookUp } from './look-ups.ts';
import { firstWhere } from './ordered.ts';
import { layerAtFault } from './truth.ts';

/**
 * One go at something, whichever layer it ended at: a request for a token or for an answer, or
 * what died on the way to one.
 */
export interface Try {
  /** The credential that it carried; undefined where it did not get so far. */
  readonly token?: string | undefined;
  readonly work?: string | undefined;
  /** Whose it was, of several clients. */
  readonly session?: number | undefined;
  /** When the first of its attempts began: for a fresh connection, the look-up of the name. */
  readonly at: number;
  readonly endedAt?: number | undefined;
  readonly answered: boolean;
  readonly status?: number | undefined;
  /** How long the other side asked it to wait before the next one, in milliseconds. */
  readonly asked?: number | undefined;
  /** The other side said that there is to be no next one. */
  readonly final?: true | undefined;
  /** Why to ask for the same again cannot end otherwise, where that is so. */
  readonly settled?: string | undefined;
  readonly exhibits: readonly number[];
}

/**
 * What the client asked a role for between two moments: tokens of oauth, answers of model. Of
 * several clients, what each of them asked for, one after the other.
 */
export const tries = (
  evidence: Evidence,
  role: Asked,
  from = Number.NEGATIVE_INFINITY,
  until = evidence.end,
): readonly Try[] =>
  evidence.sessions.flatMap((session) => triesBy(evidence, session, role, from, until));

/** What one client asked a role for between two moments. */
export const triesBy = (
  evidence: Evidence,
  session: number | undefined,
  role: Asked,
  from: number,
  until: number,
): readonly Try[] => between(madeBy(evidence, session, role), from, until);

/** What one client asked for while it had this piece of work. */
export function triesDuring(evidence: Evidence, role: Asked, work: Worked): readonly Try[] {
  const known = evidence.once(duringWorks)[role];
  let found = known.get(work);
  if (!found) {
    const all = madeBy(evidence, work.session, role);
    const [began, ended = Infinity] = work.exhibits;
    const from = firstWhere(all.length, (index) => all[index]!.first > began!);
    const until = firstWhere(all.length, (index) => all[index]!.first > ended);
    found = all.slice(from, until).map(({ made }) => made);
    known.set(work, found);
  }
  return found;
}

const duringWorks = () => ({
  oauth: new Map<Worked, readonly Try[]>(),
  model: new Map<Worked, readonly Try[]>(),
});

/** Whom a piece of work depends on. */
export type Asked = 'oauth' | 'model';
export const ASKED = ['oauth', 'model'] as const satisfies readonly Asked[];

/** A try, and when it is known to have begun: its first attempt at the layer that it ended at. */
interface Made {
  readonly began: number;
  /** The entry with which it did. */
  readonly first: number;
  readonly made: Try;
}

/** Those that began between two moments. They are in the order of time. */
function between(all: readonly Made[], from: number, until: number): readonly Try[] {
  const found: Try[] = [];
  const first = firstWhere(all.length, (index) => all[index]!.began >= from);
  for (let index = first; index < all.length; index += 1) {
    const { began, made } = all[index]!;
    if (began > until) break;
    found.push(made);
  }
  return found;
}

function allOf(evidence: Evidence, session: number | undefined, role: Asked): readonly Made[] {
  const wanted = role === 'oauth' ? 'token' : 'messages';
  const ended = evidence.once(endedBySession).get(session)!;
  const found: Made[] = [];
  let lookUp: readonly Attempted[] = [];
  for (const attempt of evidence.by(session)) {
    const { layer, at } = attempt;
    if (attempt.role !== role) continue;
    if (layer === 'http') {
      if (attempt.endpoint !== wanted) continue;
    } else if (attempt.error === STILL_OPEN || layerAtFault(attempt) === undefined) continue;
    // To ask whether somebody has typed a code is to wait, and not to try again (RFC 8628, 3.5).
    if (attempt.presents.some(isDeviceCode)) continue;
    const same = layer === 'dns' && isSameLookUp(lookUp, attempt, evidence.resolution);
    lookUp = layer !== 'dns' ? [] : same ? [...lookUp, attempt] : [attempt];
    const made = tryOf(attempt, origin(attempt, ended, evidence.resolution));
    const before = same ? found.pop() : undefined;
    found.push(
      before
        ? { ...before, made: { ...made, at: before.made.at } }
        : { began: at, first: attempt.exhibits[0]!, made },
    );
  }
  return found;
}

const isDeviceCode = ({ kind }: Presented): boolean => kind === 'device-code';

/** With the same fields in the same order, for the same reason as attempts have them. */
function tryOf(attempt: Attempted, at: number): Try {
  const { role, presents } = attempt;
  // The model is asked with any credential, a key among them; sign-in with a refresh token.
  const carried = role === 'model' ? presents[0] : presents.find(({ kind }) => kind === 'refresh');
  return {
    token: carried?.token,
    work: attempt.work,
    session: attempt.session,
    at,
    endedAt: attempt.endedAt,
    answered: isAnswered(attempt),
    status: attempt.status,
    asked: askedToWait(attempt),
    final: isFinal(attempt) || undefined,
    settled: settledBy(attempt),
    exhibits: attempt.exhibits,
  };
}

/** In words it can say anything, and a date that has passed asks for nothing. */
function askedToWait({ effect }: Attempted): number | undefined {
  const hint = typeof effect === 'object' && 'refuse' in effect ? effect.retryAfter : undefined;
  if (hint === undefined || 'text' in hint) return undefined;
  const seconds = 'seconds' in hint ? hint.seconds : hint.date;
  return seconds > 0 ? seconds * 1_000 : undefined;
}

/** In the provider's own word for it. */
const isFinal = ({ effect }: Attempted): boolean =>
  typeof effect === 'object' && 'refuse' in effect && effect.shouldRetry === false;

const NOT_TRUSTED: readonly unknown[] = ['untrusted', 'expired', 'not-yet-valid', 'wrong-host'];
/** The request itself is wrong, or is not allowed. A 401 is answered with another token. */
const NOT_TAKEN: readonly (number | undefined)[] = [400, 402, 403, 404, 413, 422];

/**
 * What settles the matter. Of sign-in only a 400 does, with which it speaks of the grant (RFC 6749,
 * section 5.2): anything else may pass. A page in HTML comes from something that stands before a
 * service, and settles nothing.
 */
function settledBy({ layer, role, effect, status }: Attempted): string | undefined {
  if (layer === 'tls') {
    return NOT_TRUSTED.includes(effect) ? 'a certificate that does not hold' : undefined;
  }
  if (layer !== 'http' || (typeof effect === 'object' && !('refuse' in effect))) return undefined;
  const settles = role === 'oauth' ? status === 400 : NOT_TAKEN.includes(status);
  return settles ? `a refusal with ${status}` : undefined;
}

/** A good status is not enough: an empty answer, or one that broke off, is asked for again. */
const isAnswered = (attempt: Attempted): boolean =>
  attempt.layer === 'http' &&
  attempt.status !== undefined &&
  attempt.status < 400 &&
  attempt.error === undefined &&
  layerAtFault(attempt) === undefined;

/** When the request began that this attempt is a layer of. */
function origin(attempt: Attempted, ended: Ended, resolution: number): number {
  const { layer, host, at, exhibits } = attempt;
  const below = layer === 'dns' ? undefined : ended.get(host)?.[UNDER[layer]];
  if (!below) return at;
  // What ended last before this one began.
  const until = firstWhere(below.length, (index) => below[index]!.endedAt! > at);
  for (let index = until - 1; index >= 0; index -= 1) {
    const one = below[index]!;
    if (at - one.endedAt! > resolution) break;
    if (one.exhibits[0]! < exhibits[0]!) return origin(one, ended, resolution);
  }
  return at;
}

/** What each layer rests on. */
const UNDER = { connect: 'dns', tls: 'connect', http: 'tls' } as const;

/** What a client asked of each host below a request, by layer, in the order in which it ended. */
type Ended = ReadonlyMap<string, Readonly<Record<'dns' | 'connect' | 'tls', Attempted[]>>>;

const endedBySession = (evidence: Evidence): ReadonlyMap<number | undefined, Ended> =>
  new Map(evidence.sessions.map((session) => [session, endedOf(evidence.by(session))]));

function endedOf(attempts: readonly Attempted[]): Ended {
  const found = new Map<string, Record<'dns' | 'connect' | 'tls', Attempted[]>>();
  for (const attempt of attempts) {
    const { layer, host, endedAt } = attempt;
    if (layer === 'http' || endedAt === undefined) continue;
    let own = found.get(host);
    if (!own) {
      own = { dns: [], connect: [], tls: [] };
      found.set(host, own);
    }
    // Nearly all end in the order in which they began.
    const ended = own[layer];
    let place = ended.length;
    while (place > 0 && ended[place - 1]!.endedAt! > endedAt) place -= 1;
    ended.splice(place, 0, attempt);
  }
  return found;
}

function madeBy(evidence: Evidence, session: number | undefined, role: Asked): readonly Made[] {
  const known = evidence.once(madeBySession)[role];
  let all = known.get(session);
  if (!all) {
    all = allOf(evidence, session, role);
    known.set(session, all);
  }
  return all;
}

const madeBySession = () => ({
  oauth: new Map<number | undefined, readonly Made[]>(),
  model: new Map<number | undefined, readonly Made[]>(),
});
