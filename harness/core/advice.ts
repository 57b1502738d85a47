import type { Evidence } from './evidence.ts';
import type { Failure } from './failures.ts';
import type { Blamed } from './lexicon.ts';
import { remembered } from './remembered.ts';
import { groundTruth } from './truth.ts';

/** What a message tells its reader to do. */
export type Step =
  /** Sign in, or get a new token by whichever way. */
  | 'sign-in'
  /** Wait: for so long, until then, or because it will be tried again by itself. */
  | 'wait'
  /** Try the same once more, now. */
  | 'again'
  | 'status'
  /** Look after the connection, a proxy, a name server. */
  | 'network'
  | 'certificate'
  | 'clock'
  /** Put another key, or token, where a setting or a variable holds one. */
  | 'key'
  /** Turn to whoever runs the account. */
  | 'ask'
  | 'pay'
  /** Put this machine right: a file, a disk, a keychain. */
  | 'mend'
  /** Ask for something else: a shorter prompt, another model. */
  | 'change'
  /** Look at a page. */
  | 'page';

/** A piece of advice, and the words that give it. */
export interface Advice {
  readonly step: Step;
  readonly words: string;
}

const TOKEN_OR_KEY = '(?:api key|auth token|[A-Z][A-Z0-9_]*_(?:KEY|TOKEN))';

const STEPS: readonly (readonly [step: Step, words: RegExp])[] = [
  ['sign-in', /(?<![\w/])\/login\b|\b(?:sign|log) in\b|\bre-?authenticate\b|\bauth login\b/gi],
  ['sign-in', /\bobtain a new token\b|\brefresh your (?:existing )?token\b/gi],
  ['wait', /\bwait\b(?!ing)|\bnothing to do\b|\bresets? (?:at|in|on|\d)/gi],
  ['wait', /\b(?:try|retry|back)\b[^.;\n]{0,20} (?:later|shortly|in a \w+|in \d)/gi],
  ['wait', /\b(?:will|and|is|are) (?:be )?(?:tried|sent|retried) again\b/gi],
  ['again', /\b(?:try|send|retry)\b[^.;\n]{0,20} (?:again|once more)\b|\bresend\b/gi],
  ['again', /\bretry your request\b/gi],
  ['status', /\b(?:check|see|look at|visit|watch)\b[^.;\n]{0,30}\bstatus\b|\bstatus\.\w+\.\w+/gi],
  ['network', /\bcheck\b[^.;\n]{0,20}\b(?:internet|network|connection|dns|vpn|prox(?:y|ies))\b/gi],
  [
    'network',
    /\bHTTPS?_PROXY\b|\bcomputer able to access\b|\bdisable (?:your )?(?:vpn|firewall)\b/gi,
  ],
  ['certificate', /\bNODE_EXTRA_CA_CERTS\b|\bSSL_CERT_FILE\b|\bor corporate SSL\b/g],
  ['clock', /\b(?:set|check|correct|synchroni[sz]e|mend)\b[^.;\n]{0,20}\bclock\b/gi],
  [
    'key',
    new RegExp(`\\b(?:fix|check|change|set|unset|replace)\\b[^.;\\n]{0,30}${TOKEN_OR_KEY}`, 'gi'),
  ],
  [
    'ask',
    /\b(?:ask|contact)\b[^.;\n]{0,30}\b(?:admin\w*|whoever|support|account|organi[sz]ation)/gi,
  ],
  ['pay', /\b(?:purchase|buy|add)\b[^.;\n]{0,15}\b(?:credits|funds)\b|\bplans & billing\b/gi],
  [
    'mend',
    /\bmend (?:that|it)\b|\bunlock\b|\bfree (?:up )?(?:some )?(?:disk )?space\b|\brestart\b/gi,
  ],
  ['mend', /\b(?:delete|remove|restore|repair)\b[^.;\n]{0,40}\b(?:file|login|lock)\b/gi],
  // Commands of a client that show what is wrong with this machine.
  ['mend', /(?<![\w/])\/(?:status|doctor)\b/gi],
  [
    'change',
    /\bchange it\b|\/(?:compact|clear|model)\b|\bstart a new (?:session|conversation)\b/gi,
  ],
  ['page', /\bin a browser\b|\bhttps?:\/\/\S+/gi],
];

/** "Unable to sign in", "no need to wait": what is said not to be done, or not to have been. */
const NOT_ADVISED =
  /\b(?:fail(?:s|ed)? to|unable to|cannot|can't|could not|couldn't|not|never|need to|trying to) $/i;

/** What a text advises, in its order. Addresses that the client itself asks are no advice. */
export const advice = remembered((text, hosts): readonly Advice[] => {
  const found = STEPS.filter(([, pattern]) => text.search(pattern) >= 0).flatMap(
    ([step, pattern]) =>
      [...text.matchAll(pattern)].flatMap((match): readonly (Advice & { at: number })[] => {
        const [words] = match;
        if (NOT_ADVISED.test(text.slice(Math.max(0, match.index - 20), match.index))) return [];
        if (Object.keys(hosts).some((host) => words.includes(`//${host}`))) return [];
        return [{ step, words, at: match.index }];
      }),
  );
  return found
    .toSorted((one, other) => one.at - other.at)
    .map(({ step, words }): Advice => ({ step, words }));
});

/** How many lines of a message somebody reads before they give up on it. */
const READ = 3;

/** What is read of a message: its first lines, without frames of a stack and empty ones. */
export const readOf = (text: string): string =>
  text
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at /.test(line))
    .slice(0, READ)
    .join('\n');

/** A failure and what its message advised. */
export interface Advised {
  readonly failure: Failure;
  readonly advice: readonly Advice[];
  /** Why it failed, and the entries that show it. */
  readonly truth: ReturnType<typeof groundTruth>;
}

export const advised = (evidence: Evidence, failure: Failure): Advised => ({
  failure,
  advice: advice(readOf(failure.text), evidence.hosts),
  truth: groundTruth(evidence, failure),
});

/** Steps that leave it to time. Whoever is told to wait is not sent anywhere in vain. */
const PATIENCE: readonly Step[] = ['wait', 'status'];

/**
 * Whether somebody who does what a message says gets anywhere, from what was true at that moment.
 * Undefined where nobody can say: it advises nothing, or no log shows why the work failed.
 */
export function canHelp(
  evidence: Evidence,
  { failure, advice, truth }: Advised,
): boolean | undefined {
  const steps = new Set(advice.map(({ step }) => step));
  if (steps.size === 0 || truth.layers.size === 0) return undefined;
  const actions = [...steps].filter((step) => !PATIENCE.includes(step) && step !== 'again');
  if (actions.some((step) => helps(evidence, step, failure, truth.layers))) return true;
  if (PATIENCE.some((step) => steps.has(step))) return !isOver(evidence, failure.until);
  // "Check your key, then try again" is about the key.
  return actions.length === 0 && !isOver(evidence, failure.until);
}

/** Where each step but signing in can get somebody: what is at fault there is theirs to mend. */
const MENDS: Readonly<Partial<Record<Step, readonly Blamed[]>>> = {
  network: ['DNS', 'NET', 'TLS'],
  certificate: ['TLS'],
  clock: ['TLS', 'LOCAL'],
  ask: ['AUTH', 'QUOTA'],
  pay: ['QUOTA'],
  mend: ['LOCAL'],
  change: ['QUOTA'],
  page: ['NET', 'QUOTA'],
};

function helps(
  evidence: Evidence,
  step: Step,
  failure: Failure,
  layers: ReadonlySet<Blamed>,
): boolean {
  if (step === 'sign-in') return signInHelps(evidence, failure, layers);
  if (step === 'key') return layers.has('AUTH') && isKeyed(evidence);
  return MENDS[step]?.some((layer) => layers.has(layer)) ?? false;
}

/** Whether what it signs its requests with comes from its surroundings, and not from a login. */
const isKeyed = ({ scenario }: Evidence): boolean =>
  !['login', 'nothing'].includes(scenario.given.credentials ?? 'login');

/**
 * Whether to sign in was the way out: by what came of it, where somebody took the advice; else it
 * takes a service that signs people in, a place to keep the login, and a reason why a new one
 * would be answered where the old one was not.
 */
function signInHelps(
  evidence: Evidence,
  { what, until }: Failure,
  layers: ReadonlySet<Blamed>,
): boolean {
  const taken = evidence.works.find(({ work }) => work === `${what}-sign-in`);
  if (taken && taken.outcome !== 'pending') {
    const next = evidence.works.find(
      ({ at, deed, session }) => at > taken.at && deed === 'turn' && session === taken.session,
    );
    return taken.outcome === 'answered' && next?.outcome !== 'failed';
  }
  const soon = until + evidence.bounds.span;
  const isMissed = layers.has('AUTH') || evidence.robbed(until);
  return isMissed && evidence.writable(until, soon) && !isBarred(evidence, until, soon);
}

/** What a grant can lack and still be one. */
const LACKING: readonly unknown[] = ['no-expiry', 'no-refresh-token', 'less-scope'];

/**
 * Whether a sign-in could not have ended well, or would have changed nothing. Where a fault strikes
 * some attempts and not others nobody can say, and whoever advised it is not blamed for it.
 */
const isBarred = (evidence: Evidence, from: number, until: number): boolean =>
  evidence.openBetween(from, until).some(({ record: { fault, share } }) => {
    if (fault.leaves !== undefined || share !== undefined) return false;
    return fault.role === 'oauth' ? !LACKING.includes(fault.params.how) : fault.role === 'model';
  });

/** Whether the login is over: sign-in has refused it, and was right. Time brings none back. */
function isOver(evidence: Evidence, at: number): boolean {
  const isGood = evidence.redeemable(at) || evidence.tokenValid(at);
  if (isGood || !evidence.writable(at, at)) return false;
  const last = evidence.attempts.findLast(
    (attempt) => attempt.at <= at && attempt.presents.some(({ kind }) => kind === 'refresh'),
  );
  return last?.status === 400;
}
