import { LAYERS } from './effect.ts';
import type { Attempted, Evidence, Worked } from './evidence.ts';
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
  readonly exhibits: readonly number[];
}

/** The queries of one look-up, A and AAAA, follow each other within this. */
const LOOK_UP = 50;
const RESOLVER_TIMEOUT = 5_000;

/**
 * What the client asked a role for between two moments: tokens of oauth, answers of model. Of
 * several clients, what each of them asked for, one after the other.
 */
export function tries(
  evidence: Evidence,
  role: 'oauth' | 'model',
  from = Number.NEGATIVE_INFINITY,
  until = evidence.end,
): readonly Try[] {
  const sessions = new Set(evidence.attempts.map(({ session }) => session));
  return [...sessions].flatMap((session) => triesOf(evidence, session, role, from, until));
}

/** What one client asked for while it had this piece of work. */
export const triesDuring = (
  evidence: Evidence,
  role: 'oauth' | 'model',
  { session, at, endedAt = evidence.end }: Worked,
): readonly Try[] => triesOf(evidence, session, role, at, endedAt);

function triesOf(
  evidence: Evidence,
  session: number | undefined,
  role: 'oauth' | 'model',
  from: number,
  until: number,
): readonly Try[] {
  const wanted = role === 'oauth' ? 'token' : 'messages';
  const found: Try[] = [];
  let lookUp: readonly Attempted[] = [];
  for (const attempt of evidence.attempts) {
    const { layer, at } = attempt;
    if (attempt.role !== role || attempt.session !== session) continue;
    if (at < from || at > until) continue;
    const died = layerAtFault(attempt) !== undefined;
    if (layer === 'http' ? attempt.endpoint !== wanted : !died) continue;
    // To ask whether somebody has typed a code is to wait, and not to try again (RFC 8628, 3.5).
    if (attempt.presents.some(({ kind }) => kind === 'device-code')) continue;
    const same = layer === 'dns' && isSameLookUp(lookUp, attempt, evidence.resolution);
    lookUp = layer !== 'dns' ? [] : same ? [...lookUp, attempt] : [attempt];
    const next = tryOf(evidence, attempt);
    if (same) found.push({ ...next, at: found.pop()!.at });
    else found.push(next);
  }
  return found;
}

function tryOf(evidence: Evidence, attempt: Attempted): Try {
  const { role, presents, status, work, session, endedAt, exhibits } = attempt;
  const asked = askedToWait(attempt);
  const carried = presents.find(({ kind }) => kind === (role === 'oauth' ? 'refresh' : 'access'));
  return {
    ...(carried && { token: carried.token }),
    ...(work && { work }),
    ...(session !== undefined && { session }),
    at: origin(evidence, attempt),
    ...(endedAt !== undefined && { endedAt }),
    answered: isAnswered(attempt),
    ...(status !== undefined && { status }),
    ...(asked !== undefined && { asked }),
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

/** A good status is not enough: an empty answer, or one that broke off, is asked for again. */
const isAnswered = (attempt: Attempted): boolean =>
  attempt.layer === 'http' &&
  attempt.status !== undefined &&
  attempt.status < 400 &&
  attempt.error === undefined &&
  layerAtFault(attempt) === undefined;

/** A resolver asks for both families, and asks again: that is still one look-up. */
function isSameLookUp(queries: readonly Attempted[], next: Attempted, resolution: number): boolean {
  const [first] = queries;
  const last = queries.at(-1);
  if (!first || !last || next.host !== first.host) return false;
  const pause = next.at - (last.endedAt ?? last.at);
  if (pause < 0) return true;
  if (resolution > 0 && next.at - first.at <= resolution) return true;
  const asked = queries.filter(({ operation }) => operation === next.operation);
  // What was cut short over UDP is asked for once more, over TCP.
  const most = isCut(last) ? 2 : 1;
  if (last.error !== 'no answer') return asked.length < most && pause <= LOOK_UP + resolution;
  // Where no answer comes, the C library asks once more, five seconds after it has asked
  // (resolv.conf(5), `attempts` and `timeout`). Either moment is blurred where time is warped.
  const since = next.at - last.at;
  return asked.length < 2 && since <= RESOLVER_TIMEOUT + LOOK_UP + 2 * resolution;
}

const isCut = ({ effect }: Attempted): boolean =>
  effect === 'truncated' || effect === 'truncated-without-tcp';

/** When the request began that this attempt is a layer of. */
function origin(evidence: Evidence, attempt: Attempted): number {
  const layer = LAYERS[LAYERS.indexOf(attempt.layer) - 1];
  const below = layer && alike(evidence).get(kindOf({ ...attempt, layer }));
  const one = below?.findLast(
    ({ endedAt, exhibits }) =>
      exhibits[0]! < attempt.exhibits[0]! &&
      endedAt !== undefined &&
      endedAt <= attempt.at &&
      attempt.at - endedAt <= evidence.resolution,
  );
  return one ? origin(evidence, one) : attempt.at;
}

const kindOf = ({ layer, session, host }: Pick<Attempted, 'layer' | 'session' | 'host'>): string =>
  `${layer} ${session} ${host}`;

/** Sorted once for each log: a client that tries thousands of times makes it a long one. */
const SORTED = new WeakMap<Evidence, ReadonlyMap<string, readonly Attempted[]>>();

/** The attempts of one client at one host, at one layer. */
function alike(evidence: Evidence): ReadonlyMap<string, readonly Attempted[]> {
  const sorted = SORTED.get(evidence) ?? Map.groupBy(evidence.attempts, kindOf);
  SORTED.set(evidence, sorted);
  return sorted;
}
