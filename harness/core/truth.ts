import type { HttpEffect, Refusal } from './effect.ts';
import type { Attempted, Evidence } from './evidence.ts';
import type { Failure } from './failures.ts';
import { ABORTED, type Presented } from './fault.ts';
import { grants } from './grants.ts';
import { ANY_TERM, type Blamed, type Firmness, LEXICON } from './lexicon.ts';
import { type Hosts, remembered } from './remembered.ts';

/** A cause that a text names, and the words that do, by their place in the text. */
export interface Claim {
  readonly layer: Blamed;
  readonly firmness: Firmness;
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** What a text makes of the truth. */
export type Answer = 'right' | 'vague' | 'wrong' | 'none';

/** "It is not because of your login": what stands between a no and what it denies. */
const DENIED = new RegExp(
  "\\b(?:no|not|never|nor|without|rather than|instead of|\\w+n't)" +
    '(?: (?:a|an|the|your|any|because|due|to|of|caused|by|problem|issue|fault|with|need|that))* $',
  'i',
);
/** "If your token has expired, …" does not say that it has. */
const SUPPOSED =
  /\b(?:if|unless|in case|may|might|maybe|perhaps|possibly|possible|probably)\b[^.;:\n]{0,40}$/i;

/** Every cause that a text names, by its place. `hosts` tells what the names in it are for. */
export const claims = remembered((text, hosts): readonly Claim[] =>
  claimsIn(text, masked(text, hosts)),
);

function claimsIn(text: string, seen: string): readonly Claim[] {
  // Most lines of a client's output blame nothing, and to look for matches costs more than to ask.
  if (!ANY_TERM.test(seen)) return [];
  const found = LEXICON.filter(({ words }) => seen.search(words) >= 0).flatMap(
    ({ layer, firmness, words }) =>
      [...seen.matchAll(words)].flatMap((match): readonly Claim[] => {
        const before = seen.slice(Math.max(0, match.index - 80), match.index);
        if (DENIED.test(before)) return [];
        const [from, to] = [match.index, match.index + match[0].length];
        const how = SUPPOSED.test(before) ? 'hinted' : firmness;
        return [{ layer, firmness: how, from, to, words: text.slice(from, to) }];
      }),
  );
  // A phrase says more than a word in it: in "sign-in answered 503" the 503 is no model's.
  return found
    .filter(
      (word) => !found.some((phrase) => phrase.layer !== word.layer && isInside(word, phrase)),
    )
    .sort((one, other) => one.from - other.from);
}

const isInside = (word: Claim, phrase: Claim): boolean =>
  phrase.from <= word.from && phrase.to >= word.to && phrase.to - phrase.from > word.to - word.from;

/**
 * The layers that a text stands for. A code is what a program says of itself, so where there is
 * one, the prose around it does not count; nor do hints, where anything is named.
 */
export function blamed(said: readonly Claim[]): ReadonlySet<Blamed> {
  const firmest = FIRMEST.find((each) => said.some(({ firmness }) => firmness === each));
  return layersOf(said.filter(({ firmness }) => firmness === firmest));
}

const FIRMEST: readonly Firmness[] = ['coded', 'named', 'hinted'];

const layersOf = (said: readonly Claim[]): ReadonlySet<Blamed> =>
  new Set(said.map(({ layer }) => layer));

/** Put a text to the truth. More than one layer is true where several faults were at work. */
export function answer(said: readonly Claim[], truth: ReadonlySet<Blamed>): Answer {
  const layers = blamed(said);
  if (layers.size === 0) return 'none';
  const firm = said.filter(isFirm);
  // Who names everything has named nothing, code or no code.
  if (layers.size > 2 || layersOf(firm).size > 2) return 'vague';
  if ([...layers].some((layer) => truth.has(layer))) return 'right';
  // Loose words can be right; they are too loose to be wrong.
  return firm.length > 0 ? 'wrong' : 'vague';
}

const isFirm = ({ firmness }: Claim): boolean => firmness !== 'hinted';

/** Hosts by what they are for, so that what a host is called is no claim, and its role is known. */
function masked(text: string, hosts: Hosts): string {
  let seen = text;
  for (const [host, role] of Object.entries(hosts)) {
    const mask = `⟨${role}⟩`;
    // As long as what it stands for, so that places in the text stay what they are.
    const filled = mask.length <= host.length ? mask.padEnd(host.length, ' ') : host;
    seen = seen.replaceAll(host, filled);
  }
  return seen;
}

/** The layer at which an attempt failed, or undefined where it did not; of several, the first. */
export const layerAtFault = (attempt: Attempted): Blamed | undefined => layersAtFault(attempt)[0];

/** Every layer that a truthful client could blame for an attempt; none where it is well. */
function layersAtFault(attempt: Attempted): readonly Blamed[] {
  const { layer, role, effect, error, endpoint } = attempt;
  if (role !== 'oauth' && role !== 'model') return NONE;
  if (layer !== 'http') return below(layer, effect, error);
  // What else a client asks its API for, flags and telemetry, does not keep it from its work.
  if (endpoint !== 'token' && endpoint !== 'messages') return NONE;
  if (isNotYet(attempt)) return NONE;
  const party = role === 'oauth' ? 'AUTH' : 'MODEL';
  const spoilt = spoiltBy(effect as HttpEffect | undefined, error, party);
  if (spoilt) return spoilt;
  const status = attempt.status ?? statusOf(effect);
  if (status === undefined || status < 400) return NONE;
  // A limit, or a balance: also where it comes as a bad request.
  if (status === 429 || status === 402 || refusedForMoney(effect)) return ['QUOTA'];
  if (role === 'oauth' || status === 401 || status === 403) return ['AUTH'];
  return status >= 500 ? ['MODEL'] : NONE;
}

const NONE: readonly Blamed[] = [];

const AT = { dns: 'DNS', connect: 'NET', tls: 'TLS' } as const;

/**
 * What stopped an attempt before there was a request to speak of; nothing where a name was answered
 * late, or in another way, and answered.
 *
 * Some of it shows only one layer further up, and who tells what showed has told the truth: of a
 * name that leads to an address where nobody listens, that the connection was refused; of one that
 * leads to somebody else, that the certificate is another's. An endless handshake is a connection
 * that is never there: libraries give both one time limit, and one code. So is a look-up of which
 * only one half is answered.
 */
function below(
  layer: keyof typeof AT,
  effect: Attempted['effect'],
  error: string | undefined,
): readonly Blamed[] {
  if (effect === undefined && error === undefined) return NONE;
  // Node's `fetch` makes a connection in place of one that it has aborted, and drops that as well.
  if (effect === undefined && error === ABORTED) return [];
  if (layer === 'dns' && error === undefined && isServed(effect)) return [];
  if (typeof effect === 'object' && 'family' in effect) return ['DNS', 'NET'];
  if (effect === 'nobody-there') return ['DNS', 'NET'];
  if (effect === 'somebody-else') return ['DNS', 'TLS'];
  if (effect === 'endless') return ['TLS', 'NET'];
  return [AT[layer]];
}

/** Whether what was done to the answer about a name left an address in it. */
const isServed = (effect: Attempted['effect']): boolean =>
  typeof effect === 'object'
    ? 'late' in effect || 'ttl' in effect || 'family' in effect
    : ['truncated', 'only-A', 'only-AAAA'].includes(effect ?? '');

/**
 * What an effect that needs no bad status makes of an answer; undefined where the status tells.
 *
 * Of a connection that breaks, or says nothing more, a client sees no more than that: whether the
 * line or the other side died nobody can tell it. So a client that names the network says what it
 * saw, one that names the service what was so, and both are right. What was said in HTML or in the
 * wrong shape, or cleanly cut short, came from the service's side and from nowhere else; but a
 * portal's page does come from the network in between.
 */
function spoiltBy(
  effect: HttpEffect | undefined,
  error: string | undefined,
  party: 'AUTH' | 'MODEL',
): readonly Blamed[] | undefined {
  if (typeof effect !== 'object') return undefined;
  const either = ['NET', party] as const;
  if ('lose' in effect) return either;
  if ('late' in effect) return effect.late === 'for-ever' || error ? either : undefined;
  if ('page' in effect) return effect.page === 'portal' ? either : [party];
  if ('body' in effect || 'redirect' in effect) return [party];
  if (!('stream' in effect)) return undefined;
  if (effect.stream === 'end') return [party];
  if (effect.stream === 'error') return [WITHIN[effect.error ?? 'overloaded'] ?? party];
  return effect.stream === 'drip' && !error ? undefined : [party, 'NET'];
}

/** What an error within a stream is about, where it is not about the service. */
const WITHIN: Readonly<Partial<Record<Refusal, Blamed>>> = {
  unauthorized: 'AUTH',
  revoked: 'AUTH',
  forbidden: 'AUTH',
  'insufficient-scope': 'AUTH',
  'organization-not-allowed': 'AUTH',
  'not-a-member': 'AUTH',
  'session-invalid': 'AUTH',
  'no-credit': 'QUOTA',
  'rate-limited': 'QUOTA',
  'quota-exhausted': 'QUOTA',
};

const refusedForMoney = (effect: Attempted['effect']): boolean =>
  typeof effect === 'object' && 'refuse' in effect && WITHIN[effect.refuse] === 'QUOTA';

/** That nobody has typed the code yet, or not to ask so often, is no failure (RFC 8628, 3.5). */
const isNotYet = ({ presents, effect, status }: Attempted): boolean =>
  presents.some(isDeviceCode) &&
  (effect === undefined
    ? status === 400
    : typeof effect === 'object' &&
      'refuse' in effect &&
      ['authorization-pending', 'slow-down'].includes(effect.refuse));

const isDeviceCode = ({ kind }: Presented): boolean => kind === 'device-code';

/** The status with which an effect turns a request away. */
const statusOf = (effect: Attempted['effect']): number | undefined =>
  typeof effect === 'object' && 'status' in effect ? effect.status : undefined;

/** Every attempt of which a layer is at fault, in order. */
export const troubles = (evidence: Evidence): readonly Attempted[] => evidence.once(troublesOf);

const troublesOf = ({ attempts }: Evidence): readonly Attempted[] =>
  attempts.filter((attempt) => layerAtFault(attempt) !== undefined);

/** Whether an attempt was this client's, or nobody's that we know. */
const mayBeOf = (attempt: Attempted, session: number | undefined): boolean =>
  attempt.session === undefined || attempt.session === session;

/**
 * Why something failed between two moments, from the wire alone: what faults did to the client
 * then; else what they had done before and were still doing, since a client need not ask again
 * to know; else the first answer that turned it away. A login that the server truly ended
 * meanwhile is as true, whatever else was wrong. But where the program fails that is to print
 * the key, whatever the wire shows comes of that.
 */
export function groundTruth(
  evidence: Evidence,
  { from, until, session }: Pick<Failure, 'from' | 'until' | 'session'>,
): { readonly layers: ReadonlySet<Blamed>; readonly exhibits: readonly number[] } {
  if (evidence.order?.scenario.given.setUp === 'key-program-fails') {
    return { layers: new Set(['LOCAL']), exhibits: evidence.of('run.began').map(({ seq }) => seq) };
  }
  const open = evidence.openBetween(from, from);
  const struck: Attempted[] = [];
  let [before, first]: (Attempted | undefined)[] = [];
  for (const attempt of troubles(evidence)) {
    const { at, struckBy } = attempt;
    if (at > until || !mayBeOf(attempt, session)) continue;
    if (at < from) {
      if (open.some(({ window }) => window === struckBy)) before = attempt;
    } else {
      first ??= attempt;
      if (struckBy !== undefined) struck.push(attempt);
    }
  }
  const cause = before ?? first;
  const causes = struck.length > 0 ? struck : cause ? [cause] : [];
  if (causes.length === 0)
    return evidence.robbed(from) ? theftOf(evidence, from) : lossOf(evidence, from, session);
  const isDenied = grants(evidence).some(
    ({ came, at, session: whose }) =>
      came === 'denied' && whose === session && from <= at && at <= until,
  );
  return {
    layers: new Set([...causes.flatMap(layersAtFault), ...(isDenied ? ['AUTH' as const] : [])]),
    exhibits: causes[0]?.exhibits ?? [],
  };
}

/**
 * What stands on no wire: somebody has spoiled the store. Of a file that is gone it is as true that
 * nobody is signed in here; of one that is damaged, or shut away, it is not.
 */
function theftOf(evidence: Evidence, at: number): ReturnType<typeof groundTruth> {
  const look = evidence.storeAt(at);
  const isGone = look !== undefined && !look.readable && look.mode === undefined;
  return {
    layers: new Set(isGone ? ['LOCAL', 'AUTH'] : ['LOCAL']),
    exhibits: look ? [look.seq] : [],
  };
}

/** Who has nothing left to ask with is signed out, where that is what sign-in had said. */
function lossOf(
  evidence: Evidence,
  at: number,
  session: number | undefined,
): ReturnType<typeof groundTruth> {
  const isEmpty = evidence.storeAt(at)?.refresh === 'blank';
  const last = evidence.attempts.findLast(
    (attempt) =>
      attempt.at < at &&
      attempt.endpoint === 'token' &&
      attempt.layer === 'http' &&
      mayBeOf(attempt, session),
  );
  const isDenied = isEmpty && last !== undefined && layerAtFault(last) === 'AUTH';
  return { layers: new Set(isDenied ? ['AUTH'] : []), exhibits: isDenied ? last.exhibits : [] };
}
