import { LAYERS } from './effect.ts';
import type { Attempted, Evidence, Worked } from './evidence.ts';
import { STILL_OPEN } from './fault.ts';
import { isSameLookUp } from './look-ups.ts';
import { layerAtFault } from './truth.ts';

/**
 * One go at something, whichever layer it ended at: a request for a token or for an answer, or
 * what died on the way to one.
 */
export interface Try {
  /** The credential that it carried; undefined where it did not get so far. */
  readonly token?: string;
  readonly work?: string;
  /** Whose it was, of several clients. */
  readonly session?: number;
  /** When the first of its attempts began: for a fresh connection, the look-up of the name. */
  readonly at: number;
  readonly endedAt?: number;
  readonly answered: boolean;
  readonly status?: number;
  /** How long the other side asked it to wait before the next one, in milliseconds. */
  readonly asked?: number;
  /** The other side said that there is to be no next one. */
  readonly final?: true;
  /** Why to ask for the same again cannot end otherwise, where that is so. */
  readonly settled?: string;
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
  sessionsOf(evidence).flatMap((session) => triesBy(evidence, session, role, from, until));

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
  const all = madeBy(evidence, work.session, role);
  const found: Try[] = [];
  const first = firstWhere(all.length, (index) => all[index]!.first > work.exhibits[0]!);
  for (let index = first; index < all.length; index += 1) {
    const { first: seq, made } = all[index]!;
    if (seq > (work.exhibits[1] ?? Infinity)) break;
    found.push(made);
  }
  return found;
}

/** The clients that asked anybody for anything. */
export const sessionsOf = ({ sessions }: Evidence): readonly (number | undefined)[] => sessions;

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

/** The first place of so many at which something is so that is so from then on. */
function firstWhere(length: number, isSo: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isSo(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function allOf(evidence: Evidence, session: number | undefined, role: Asked): readonly Made[] {
  const wanted = role === 'oauth' ? 'token' : 'messages';
  const found: Made[] = [];
  let lookUp: readonly Attempted[] = [];
  for (const attempt of evidence.by(session)) {
    const { layer, at } = attempt;
    if (attempt.role !== role) continue;
    const died = layerAtFault(attempt) !== undefined && attempt.error !== STILL_OPEN;
    if (layer === 'http' ? attempt.endpoint !== wanted : !died) continue;
    // To ask whether somebody has typed a code is to wait, and not to try again (RFC 8628, 3.5).
    if (attempt.presents.some(({ kind }) => kind === 'device-code')) continue;
    const same = layer === 'dns' && isSameLookUp(lookUp, attempt, evidence.resolution);
    lookUp = layer !== 'dns' ? [] : same ? [...lookUp, attempt] : [attempt];
    const made = tryOf(evidence, attempt);
    const before = same ? found.pop() : undefined;
    found.push(
      before
        ? { ...before, made: { ...made, at: before.made.at } }
        : { began: at, first: attempt.exhibits[0]!, made },
    );
  }
  return found;
}

function tryOf(evidence: Evidence, attempt: Attempted): Try {
  const { role, presents, status, work, session, endedAt, exhibits } = attempt;
  const asked = askedToWait(attempt);
  const settled = settledBy(attempt);
  // The model is asked with any credential, a key among them; sign-in with a refresh token.
  const carried = presents.find(({ kind }) => role === 'model' || kind === 'refresh');
  return {
    ...(carried && { token: carried.token }),
    ...(work && { work }),
    ...(session !== undefined && { session }),
    at: origin(evidence, attempt),
    ...(endedAt !== undefined && { endedAt }),
    answered: isAnswered(attempt),
    ...(status !== undefined && { status }),
    ...(asked !== undefined && { asked }),
    ...(isFinal(attempt) && { final: true }),
    ...(settled !== undefined && { settled }),
    exhibits,
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
function origin(evidence: Evidence, attempt: Attempted): number {
  const layer = LAYERS[LAYERS.indexOf(attempt.layer) - 1];
  const below = layer && sorted(evidence).ended.get(kindOf({ ...attempt, layer }));
  if (!below) return attempt.at;
  // What ended last before this one began.
  for (let index = countUntil(below, attempt.at) - 1; index >= 0; index -= 1) {
    const one = below[index]!;
    if (attempt.at - one.endedAt! > evidence.resolution) break;
    if (one.exhibits[0]! < attempt.exhibits[0]!) return origin(evidence, one);
  }
  return attempt.at;
}

/** How many of these had ended by a moment. */
const countUntil = (ended: readonly Attempted[], at: number): number =>
  firstWhere(ended.length, (index) => ended[index]!.endedAt! > at);

const kindOf = ({ layer, session, host }: Pick<Attempted, 'layer' | 'session' | 'host'>): string =>
  `${layer} ${session} ${host}`;

/** Sorted once for each log: a client that tries thousands of times makes it a long one. */
interface Sorted {
  /** What one client asked of one host at one layer, in the order in which it ended. */
  readonly ended: ReadonlyMap<string, readonly Attempted[]>;
  readonly made: Map<string, readonly Made[]>;
}
const SORTED = new WeakMap<Evidence, Sorted>();

function sorted(evidence: Evidence): Sorted {
  const known = SORTED.get(evidence);
  if (known) return known;
  const { attempts } = evidence;
  const each: Sorted = {
    ended: Map.groupBy(
      attempts
        .filter(({ layer, endedAt }) => layer !== 'http' && endedAt !== undefined)
        .sort((one, other) => one.endedAt! - other.endedAt!),
      kindOf,
    ),
    made: new Map(),
  };
  SORTED.set(evidence, each);
  return each;
}

function madeBy(evidence: Evidence, session: number | undefined, role: Asked): readonly Made[] {
  const { made } = sorted(evidence);
  const key = `${session} ${role}`;
  const all = made.get(key) ?? allOf(evidence, session, role);
  made.set(key, all);
  return all;
}
