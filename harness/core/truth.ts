import type { HttpEffect, Refusal } from './effect.ts';
import type { Of } from './entry.ts';
import type { Attempted, Evidence, Worked } from './evidence.ts';
import { ABORTED } from './fault.ts';
import type { Role } from './role.ts';

/** Where a cause can lie, as a user would have to look for it. */
export type Blamed = 'DNS' | 'NET' | 'TLS' | 'AUTH' | 'MODEL' | 'QUOTA' | 'LOCAL';

/**
 * How firmly a text names a cause: by a code or in so many words (`named`), or by words that fit
 * several causes, by advice, or with a "perhaps" (`hinted`).
 */
export type Firmness = 'named' | 'hinted';

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

interface Term {
  readonly layer: Blamed;
  readonly firmness: Firmness;
  readonly words: RegExp;
}

const named = (layer: Blamed, words: RegExp): Term => ({ layer, firmness: 'named', words });
const hinted = (layer: Blamed, words: RegExp): Term => ({ layer, firmness: 'hinted', words });

/** What is said of a credential that somebody will not take, without saying of whom. */
const SPOILT =
  'expired|revoked|invalid|rejected|refused|denied|missing|stale|turned away|' +
  'no longer (?:valid|accepted)|not (?:valid|accepted|recogni[sz]ed)';
const CREDENTIAL = '(?:token|login|session|sign-?in|credentials?|api[ -]key|grant)';
/** The service that signs people in. Hosts are put in by their role, see `masked`. */
const SIGN_IN =
  '(?:sign-?in|log-?in|oauth|auth(?:entication|orization)?|identity|token|⟨oauth⟩)' +
  '(?:[ -](?:service|server|host|endpoint|provider|api))?';
const OUT =
  '(?:unavailable|down|overloaded|out of (?:service|order)|not available|failing|at fault)';
/** What a web page came in the place of; its status is that of whoever sent the page. */
const PAGE = '\\b(?:web page|html)\\b[^.;\\n]{0,40}?';
const ITS_STATUS = '\\s*(?:[^.;\\n]{0,30}?\\b\\d{3}\\b)?';

/**
 * The reviewed lexicon. Codes come first: they are what a program says of itself, and a text that
 * holds one is judged by it however loose the prose around it is.
 *
 * Words for what does not work are not words for why. "Sign-in is unreachable" says that a user
 * cannot sign in; only "your token was rejected" blames the token. Add a term when a client has
 * been seen to use it, and a line to test/checks/truth.test.ts with it.
 */
const LEXICON: readonly Term[] = [
  named(
    'DNS',
    /\b(?:ENOTFOUND|EAI_[A-Z]+|ENODATA|ESERVFAIL|NXDOMAIN|SERVFAIL|ERR_NAME_NOT_RESOLVED)\b/g,
  ),
  named(
    'DNS',
    /\bgetaddrinfo\b|\bname resolution\b|\bno such host\b|\bname or service not known/gi,
  ),
  named('DNS', /(?:not|n't|unable to|fail(?:s|ed)? to|never) (?:be )?resolved?\b/gi),
  named('DNS', /\blookup address information\b|\bdns (?:error|failure|lookup|problem)/gi),
  hinted('DNS', /\bdns\b/gi),

  named('NET', /\bE(?:CONN(?:REFUSED|RESET|ABORTED)|PIPE|(?:HOST|NET)UNREACH|NETDOWN)\b/g),
  named('NET', /\b(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_[A-Z_]+|FailedToOpenSocket)\b/g),
  named('NET', /\bConnection(?:Refused|Reset|Closed|Timeout)\b|\bERR_(?:CONNECTION|NETWORK)\w*/g),
  named(
    'NET',
    new RegExp(
      '\\bconnection(?: to [^.;:\\n]{1,40}?)?(?: was| is| has been| got)? ' +
        '(?:refused|reset|closed|aborted|dropped|cut|broken)',
      'gi',
    ),
  ),
  named('NET', /\bsocket hang up\b|\bbroken pipe\b|\bno route to host\b|\bconnection timed out/gi),
  hinted('NET', /(?:not|n't|unable to|fail(?:s|ed)? to) (?:connect|reach|be reached)\b/gi),
  hinted('NET', /\bunreachable\b|\b(?:connection|network) (?:error|failure|trouble)|\boffline\b/gi),
  hinted('NET', /\bfetch failed\b|\btimed out\b|\bcheck your (?:internet|network|connection)/gi),

  named('TLS', /\b(?:CERT_[A-Z_]+|ERR_(?:TLS|SSL|CERT)\w*|EPROTO|UNABLE_TO_(?:VERIFY|GET)\w*)\b/g),
  named('TLS', /\b(?:DEPTH_ZERO_)?SELF_SIGNED_CERT\w*|\bUNKNOWN_CERTIFICATE\w*/g),
  named('TLS', /\bcertificates?\b|\bself[- ]signed\b|\b(?:TLS|SSL) (?:error|handshake|failure)/gi),

  named('AUTH', /\b40[13]\b(?! ?m?s\b)|\binvalid_(?:grant|token|client)\b|\bunauthori[sz]ed\b/gi),
  named(
    'AUTH',
    /\bauthentication_(?:error|failed)\b|\bunauthorized_client\b|\bpermission_error\b/gi,
  ),
  named('AUTH', /\b(?:fail(?:s|ed)?|unable|could not|cannot|can't) (?:to )?authenticate/gi),
  hinted('AUTH', /\boauth error\b/gi),
  named('AUTH', /\bauthentication (?:failed|error|failure|required)|\bnot authenticated\b/gi),
  named(
    'AUTH',
    new RegExp(
      `\\b${CREDENTIAL}(?: (?:has|have|is|are|was|were|been|had|your))* (?:${SPOILT})\\b`,
      'gi',
    ),
  ),
  named(
    'AUTH',
    new RegExp(
      `\\b(?:${SPOILT}) (?:(?:oauth|access|refresh|bearer|your|the) )*${CREDENTIAL}`,
      'gi',
    ),
  ),
  named('AUTH', /\b(?:not|no longer) (?:logged|signed) in\b|\b(?:logged|signed) out\b/gi),
  named(
    'AUTH',
    new RegExp(`(?<![\\w/])${SIGN_IN}(?!\\w)[^.;\\n]{0,60}?\\b5\\d\\d\\b(?! ?m?s\\b)`, 'gi'),
  ),
  named(
    'AUTH',
    new RegExp(
      `(?<![\\w/])${SIGN_IN}\\s* (?:sent|returned|gave) [^.;\\n]{0,30}?` +
        '\\b(?:empty|malformed|incomplete|unusable)',
      'gi',
    ),
  ),
  named('AUTH', new RegExp(`${PAGE}⟨oauth⟩${ITS_STATUS}`, 'gi')),
  named('AUTH', /\b(?:temporarily_unavailable|access_denied|expired_token|expired_on_issue)\b/g),
  hinted('AUTH', new RegExp(`(?<![\\w/])${SIGN_IN} (?:is|was|seems) ${OUT}`, 'gi')),
  hinted('AUTH', /(?<![\w/])\/login\b|\b(?:sign|log) in again\b|\bplease (?:sign|log) in\b/gi),

  named('MODEL', /\boverloaded(?:_error)?\b|\b(?:api|server|internal_server)_error\b/gi),
  named('MODEL', /\b5\d\d\b(?! ?m?s\b)/g),
  named('MODEL', new RegExp(`\\b(?:model|api|⟨model⟩)(?: api)? (?:is|was|seems) ${OUT}`, 'gi')),
  named('MODEL', new RegExp(`${PAGE}⟨model⟩${ITS_STATUS}`, 'gi')),
  named(
    'MODEL',
    new RegExp(
      '\\b(?:model|api|⟨model⟩)\\s*(?: api)? (?:sent|returned|gave) [^.;\\n]{0,30}?' +
        '\\b(?:empty|malformed|incomplete|unusable)',
      'gi',
    ),
  ),
  named('MODEL', /\bresponse stalled mid-stream/gi),
  hinted('MODEL', /(?:\bmodel|⟨model⟩)\s*(?:cannot|can't|does not|did not) answer/gi),
  named(
    'MODEL',
    /\b(?:issue|problem|trouble) with the (?:selected )?model\b|\bmodel not found\b/gi,
  ),

  named('QUOTA', /\b429\b|\brate[ _-]?limit\w*|\bquota\b|\busage limit\b|\btoo many requests\b/gi),
  named('QUOTA', /\bcredit balance\b|\bbilling\b|\b402\b(?! ?m?s\b)/gi),

  named(
    'LOCAL',
    new RegExp(
      '\\b(?:EACCES|EPERM|ENOSPC|EROFS|EMFILE|EBUSY|ELOCKED|EADDRINUSE)\\b|' +
        '\\bpermission denied\\b|\\bdisk (?:is )?full',
      'gi',
    ),
  ),
  named(
    'LOCAL',
    /\bclock (?:is|seems|looks|may be) (?:wrong|off|ahead|behind|skewed)|\bclock skew/gi,
  ),
  named(
    'LOCAL',
    new RegExp(
      '\\b(?:credentials?|login|store|keychain)(?: (?:file|store))? (?:' +
        '(?:is|are|was|were|looks?) (?:corrupt|damaged|unreadable|locked|read-only)|' +
        "can(?:not|'t) be (?:read|saved|removed))",
      'gi',
    ),
  ),
];

/** "It is not because of your login": what stands between a no and what it denies. */
const DENIED = new RegExp(
  "\\b(?:no|not|never|nor|without|rather than|instead of|\\w+n't)" +
    '(?: (?:a|an|the|your|any|because|due|to|of|caused|by|problem|issue|fault|with|need|that))* $',
  'i',
);
/** "If your token has expired, …" does not say that it has. */
const SUPPOSED =
  /\b(?:if|unless|in case|may|might|maybe|perhaps|possibly|probably)\b[^.;:\n]{0,40}$/i;

/** Every cause that a text names, by its place. `hosts` tells what the names in it are for. */
export function claims(text: string, hosts: Readonly<Record<string, Role>> = {}): readonly Claim[] {
  const seen = masked(text, hosts);
  const found = LEXICON.flatMap(({ layer, firmness, words }) =>
    [...seen.matchAll(words)].flatMap((match): readonly Claim[] => {
      const before = seen.slice(Math.max(0, match.index - 80), match.index);
      if (DENIED.test(before)) return [];
      const to = match.index + match[0].length;
      return [
        {
          layer,
          firmness: SUPPOSED.test(before) ? 'hinted' : firmness,
          from: match.index,
          to,
          words: text.slice(match.index, to),
        },
      ];
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

/** The layers that a text stands for: where it names any, what it merely hints at is no claim. */
export function blamed(said: readonly Claim[]): ReadonlySet<Blamed> {
  const firm = said.filter(isFirm);
  return new Set((firm.length > 0 ? firm : said).map(({ layer }) => layer));
}

/** Put a text to the truth. More than one layer is true where several faults were at work. */
export function answer(said: readonly Claim[], truth: ReadonlySet<Blamed>): Answer {
  const layers = blamed(said);
  if (layers.size === 0) return 'none';
  if (layers.size > 2) return 'vague';
  if ([...layers].some((layer) => truth.has(layer))) return 'right';
  // Loose words can be right; they are too loose to be wrong.
  return said.some(isFirm) ? 'wrong' : 'vague';
}

const isFirm = ({ firmness }: Claim): boolean => firmness === 'named';

/** Hosts by what they are for, so that what a host is called is no claim, and its role is known. */
function masked(text: string, hosts: Readonly<Record<string, Role>>): string {
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
  const { layer, role, effect, error } = attempt;
  if (role !== 'oauth' && role !== 'model') return [];
  if (layer !== 'http') return below(layer, effect, error);
  // What else a client asks its API for, flags and telemetry, does not keep it from its work.
  if (attempt.endpoint !== 'token' && attempt.endpoint !== 'messages') return [];
  if (isNotYet(attempt)) return [];
  const party = role === 'oauth' ? 'AUTH' : 'MODEL';
  const spoilt = spoiltBy(effect as HttpEffect | undefined, error, party);
  if (spoilt) return spoilt;
  const status = attempt.status ?? statusOf(effect);
  if (status === undefined || status < 400) return [];
  // A limit, or a balance: also where it comes as a bad request.
  if (status === 429 || status === 402 || refusedForMoney(effect)) return ['QUOTA'];
  if (role === 'oauth' || status === 401 || status === 403) return ['AUTH'];
  return status >= 500 ? ['MODEL'] : [];
}

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
  if (effect === undefined && error === undefined) return [];
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
  presents.some(({ kind }) => kind === 'device-code') &&
  (effect === undefined
    ? status === 400
    : typeof effect === 'object' &&
      'refuse' in effect &&
      ['authorization-pending', 'slow-down'].includes(effect.refuse));

/** The status with which an effect turns a request away. */
const statusOf = (effect: Attempted['effect']): number | undefined =>
  typeof effect === 'object' && 'status' in effect ? effect.status : undefined;

/**
 * Why something failed between two moments, from the wire alone: what faults did to the client
 * then; else what they had done before and were still doing, since a client need not ask again
 * to know; else the first answer that turned it away.
 */
export function groundTruth(
  evidence: Evidence,
  from: number,
  until: number,
): { readonly layers: ReadonlySet<Blamed>; readonly exhibits: readonly number[] } {
  const failed = evidence.attempts.filter((attempt) => layerAtFault(attempt) !== undefined);
  const then = failed.filter(({ at }) => at >= from && at <= until);
  const struck = then.filter(({ struckBy }) => struckBy !== undefined);
  const open = new Set(evidence.openBetween(from, from).map(({ window }) => window));
  const before = failed.filter(
    ({ at, struckBy }) => at < from && struckBy !== undefined && open.has(struckBy),
  );
  const causes =
    struck.length > 0 ? struck : before.length > 0 ? before.slice(-1) : then.slice(0, 1);
  if (causes.length === 0)
    return evidence.robbed(from) ? theftOf(evidence, from) : lossOf(evidence, from);
  return {
    layers: new Set(causes.flatMap(layersAtFault)),
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
function lossOf(evidence: Evidence, at: number): ReturnType<typeof groundTruth> {
  const isEmpty = evidence.storeAt(at)?.refresh === 'blank';
  const last = evidence.attempts.findLast(
    (attempt) => attempt.at < at && attempt.endpoint === 'token' && attempt.layer === 'http',
  );
  const isDenied = isEmpty && last !== undefined && layerAtFault(last) === 'AUTH';
  return { layers: new Set(isDenied ? ['AUTH'] : []), exhibits: isDenied ? last.exhibits : [] };
}

/** Work that failed, or a crash, and what the user was told of it. */
export interface Failure {
  /** The work's name, or `the client` where it crashed with nothing in hand. */
  readonly what: string;
  readonly from: number;
  readonly until: number;
  readonly text: string;
  readonly exhibits: readonly number[];
}

/** Everything that failed and was not lost. Leaving when the work is over is no failure. */
export function failures(evidence: Evidence): readonly Failure[] {
  const works = evidence.works.flatMap((work): readonly Failure[] => {
    const { outcome, claim, at, endedAt, session } = work;
    if (outcome !== 'failed' || endedAt === undefined || wasKilled(evidence, work)) return [];
    // Where the client made no claim it was gone, and the last words on the work are our own.
    const text =
      claim === 'none'
        ? leftBehind(evidence, session, at)
        : work.text.trim() || told(evidence, session, at, endedAt);
    return [{ what: work.work, from: at, until: endedAt, text, exhibits: work.exhibits }];
  });
  const crash = evidence
    .of('client.exited')
    .find((exit) => exit.by === 'client' && exit.code !== 0 && wasIdle(evidence, exit));
  if (!crash) return works;
  const from = Math.max(
    ...evidence.works.map(({ endedAt = 0 }) => endedAt).filter((at) => at <= crash.at),
  );
  const { at, seq } = crash;
  const text = leftBehind(evidence, crash.session, from);
  return [...works, { what: 'the client', from, until: at, text, exhibits: [seq] }];
}

/** Whether the client was killed over it: nobody has last words who is not given the time. */
const wasKilled = (evidence: Evidence, { claim, session, endedAt }: Worked): boolean =>
  claim === 'none' &&
  evidence
    .of('client.exited')
    .some((exit) => exit.by === 'harness' && exit.session === session && exit.at === endedAt);

/** Whether it had nothing in hand, and there was work to come. Leaving at the end is no crash. */
function wasIdle(evidence: Evidence, exit: Of<'client.exited'>): boolean {
  const works = evidence.works.filter(({ session }) => session === exit.session);
  return (
    works.some(({ outcome }) => outcome === 'lost') &&
    works.every(({ at, endedAt = Infinity }) => at > exit.at || endedAt < exit.at)
  );
}

/** What the user was told between two moments: messages, or else whatever there was. */
function told(
  evidence: Evidence,
  session: number | undefined,
  from: number,
  until: number,
): string {
  const all = evidence
    .of('client.told')
    .filter((one) => one.session === session && one.at >= from && one.at <= until);
  const messages = all.filter(({ as }) => as === 'message');
  return (messages.length > 0 ? messages : all).map(({ text }) => text).join('\n');
}

/** The last lines on stderr, where a program that dies says why. They may be read after its end. */
const leftBehind = (evidence: Evidence, session: number | undefined, from: number): string =>
  evidence
    .of('client.said')
    .filter((one) => one.session === session && one.stream === 'stderr' && one.at >= from)
    .slice(-40)
    .map(({ text }) => text)
    .join('\n') || told(evidence, session, from, evidence.end);
