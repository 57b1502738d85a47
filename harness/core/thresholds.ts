import { hours, minutes, seconds } from './duration.ts';
import { MODES, type Mode } from './scenario.ts';

interface Row {
  readonly value: Readonly<Record<Mode, number>>;
  /** Who says so. `policy` marks a number that is ours and rests on no other authority. */
  readonly source: string;
}

const always = (value: number, source: string): Row => ({
  value: { interactive: value, headless: value, unattended: value },
  source,
});

const unlessUnattended = (value: number, unattended: number, source: string): Row => ({
  value: { interactive: value, headless: value, unattended },
  source,
});

/**
 * No bound at all: nobody is there who waits. It is a number, because a log and a report are JSON,
 * which knows no infinity.
 */
export const NEVER = Number.MAX_SAFE_INTEGER;

/** Every number that a check compares with, and no others. Times are in milliseconds. */
export const TABLE = {
  /** How long a piece of work takes when nothing is wrong, with slack. */
  span: always(seconds(5), 'policy; contract, K1'),
  /** Longest silence while somebody waits. */
  sign: always(seconds(20), 'Claude Code docs, errors: a stalled stream is announced after 20 s'),
  /** The same while work is pending: a machine that looks now and then is easier to please. */
  pendingSign: unlessUnattended(
    seconds(20),
    seconds(60),
    'contract, B1; Claude Code docs, errors: a stalled stream is announced after 20 s',
  ),
  /** Wall time for which a busy machine may hold a process up. Warped time stretches it. */
  stall: always(
    seconds(1),
    'measured: 0.6 s in a sandboxed run on two shared cores; contract, eps',
  ),
  /** Work that cannot authenticate, to its end. */
  auth: unlessUnattended(
    seconds(60),
    NEVER,
    'anthropic-sdk-typescript: ten retries at 0.5 s doubled up to 8 s take 55.5 s',
  ),
  /** Any other work, to its end. */
  model: unlessUnattended(
    seconds(660),
    NEVER,
    'Claude Code docs, env-vars: API_TIMEOUT_MS is 600 s; and a tenth',
  ),
  /** A refresh, to its answer or to nobody waiting for it any more. */
  refreshAnswer: always(
    seconds(30),
    'anthropics/claude-code#33238: an OAuth timeout is 15 s; contract, T_login, has two of them',
  ),
  /** A stream that has gone silent, to nobody waiting for the rest of it. */
  silentStream: always(
    seconds(330),
    'Claude Code docs, network-config: a watchdog of 300 s; contract, T_idle: and a tenth',
  ),
  /** Attempts at one model request. */
  modelAttempts: unlessUnattended(
    11,
    301,
    'Claude Code docs, env-vars: 10 retries, 300 with the watchdog',
  ),
  /** Attempts to refresh in any `refreshPeriod` that has brought no token. */
  refreshAttempts: always(3, 'Google SRE book, Handling Overload: three attempts a request'),
  refreshPeriod: always(minutes(1), 'policy; contract, A_refresh'),
  /** Presentations of an access token in the piece of work in which it has been refused. */
  refusedPresentations: always(3, 'policy, on RFC 6750, section 3.1: a new token is the way out'),
  /** Shortest wait before the first retry, and between any two attempts. */
  firstWait: always(100, 'policy; contract, Y2'),
  anyWait: always(50, 'policy; contract, Y2'),
  /** Presentations of one refresh token that one process may have under way at once. */
  concurrentGrants: always(1, 'anthropic-sdk-typescript, TokenCache: needs are joined'),
  /** Presentations of a refresh token, in a piece of work, after a grant whose answer was lost. */
  ambiguousPresentations: always(1, 'contract, R3; FAPI 2.0, 5.3.2.1: a retry will succeed'),
  /** For how long a client is watched after its login was ended, to see whether it asks again. */
  aftermath: always(minutes(2), 'policy; contract, V4: twice the time to recover'),
  /** How long before its end a token may be replaced by whoever is early: this, or that share. */
  refreshEarliest: always(minutes(5), 'openai/codex#23546: five minutes; contract, R4'),
  refreshShare: always(0.25, 'policy; contract, R4'),
  /** Share of a fleet that may lose service within `fleetPeriod`. */
  fleetShare: always(0.25, 'policy; contract, L2'),
  fleetPeriod: always(minutes(1), 'policy; contract, L2'),
  /** Life that a token must have left when a new one is first asked for. */
  refreshAhead: always(
    seconds(120),
    'anthropic-sdk-typescript: advisory refresh 120 s before the end; contract, W_ttl',
  ),
  /** The same as a share, of a token that lives for less than twice as long as that. */
  refreshAheadShare: always(0.1, 'policy; contract, K2'),
  /** Refreshes, and replays of one request, that a token's rejection may lead to. */
  renewals: always(1, 'anthropic-sdk-typescript: didRefreshFor401, once a request; contract, K3'),
  /** How long what needs no server may take. */
  local: always(seconds(5), 'policy; contract, K4: twice what it takes in calm, and a second'),
  /** How long it may take until a piece of work stops that somebody has told to stop. */
  cancel: {
    value: { interactive: seconds(2), headless: seconds(5), unattended: seconds(5) },
    source: 'policy; contract, T_cancel',
  },
  /** Share of a processor, over so long on the wall. */
  processor: always(0.5, 'policy; contract, B5: 0.2 above what it takes in calm, unknown to a log'),
  processorOver: always(seconds(10), 'policy; contract, B5: 30 s, more than a warped flight lasts'),
  /** Timers that go off in ten seconds: a look every 50 ms is one thing, a busy-wait another. */
  wakes: always(200, 'policy; contract, B5'),
  /** Growth since the first piece of work was done, in KiB and in descriptors. */
  memoryGrowth: always(100 * 1_024, 'policy; contract, B5'),
  filesGrowth: always(50, 'policy; contract, B5'),
  /** Characters of output in any minute. */
  printed: always(1_024 * 1_024, 'policy; contract, B5'),
  /** By how much a wait must exceed the one before to count as grown. */
  growth: always(1.5, 'AWS Well-Architected, REL05-BP03: back off exponentially'),
  /** By how much waits for the same thing must differ: standard deviation over mean. */
  jitter: always(0.04, 'simulated: ten jitterless sequences are never let off; contract, Y3'),
  /** Of waits that are shorter, noise would look like jitter; of fewer, nothing can be said. */
  jitterFrom: always(seconds(2), 'policy; contract, Y3'),
  jitterSequences: always(10, 'simulated; contract, Y3'),
  /** How much too early nobody is: a date has whole seconds. */
  hintSlack: always(seconds(1), 'RFC 9110, section 5.6.7: an HTTP date has whole seconds'),
  /** Requests to a failing service for each piece of work that needs it; and what is grave. */
  amplification: always(3, 'Google SRE book, Handling Overload: three attempts without a budget'),
  amplificationGrave: always(11, 'Claude Code docs, env-vars: 10 retries; contract, Y6'),
  /** Pieces of work below which no ratio is told. */
  amplificationWorks: always(20, 'policy; contract, Y6'),
  /** Sessions that make a fleet. */
  fleet: always(20, 'policy; contract, H1'),
  /** Largest share of a fleet that asks within one second of a repair; and what is grave. */
  peak: always(0.2, 'simulated, waits up to 30 s with jitter; contract, H1'),
  peakGrave: always(0.5, 'simulated, waits up to 8 s, shortened by a tenth; contract, H1'),
  /** Load and good answers after a repair, over those before the trouble. */
  loadBack: always(1.2, 'policy; contract, H2'),
  goodputBack: always(0.95, 'policy; contract, H2'),
  /** Failures in a row after which a breaker is open, and for how long it allows one probe. */
  breakerFailures: always(5, 'policy; contract, I3'),
  breakerPeriod: always(seconds(30), 'policy; contract, I3'),
  /** For how long a failure to resolve a name may be remembered at most. */
  negativeCache: always(minutes(5), 'RFC 9520, section 3.2: no longer than five minutes'),
  /** Look-ups of a name that fails, in any minute; and in any second, one after the other. */
  lookUps: always(60, 'policy; contract, N3: one a second'),
  lookUpsAtOnce: always(3, 'policy, on RFC 9520, section 3.1: no more than two retries'),
  /** Longest wait of a piece of work for a refresh that it can do without. */
  refreshWait: always(
    seconds(15),
    'anthropics/claude-code#33238: an OAuth timeout is 15 s; contract, I1, has 0.25 s and a half',
  ),
  /** From the end of the trouble to the first answer, for whoever has something to ask. */
  recovery: unlessUnattended(
    seconds(60),
    seconds(330),
    'contract, T_rec; Claude Code docs, env-vars: 300 s is the longest backoff; and a tenth',
  ),
  /** Commands that it may take somebody to sign in again, whatever is in the store. */
  commands: always(3, 'policy; contract, C3: sign-out, sign-in, and one to see what is wrong'),
  /** From a loss of service to something that a machine can alert on. */
  alert: always(
    seconds(60),
    'policy; Kubernetes docs, probes: three liveness probes ten seconds apart, doubled',
  ),
  /** How long before a login ends its user is told, and how old that word may become. */
  warnAhead: always(hours(72), 'Claude Code docs, authentication: a warning three days before'),
  warnAgain: always(hours(24), 'policy; contract, D3: daily'),
  /** By how much a lifetime that is shown may be wrong. */
  lifetime: always(seconds(60), 'policy; contract, D4'),
  /** What the failure of one address family may cost. */
  familyDelay: always(seconds(2), 'policy, on RFC 8305, section 5: 250 ms between two attempts'),
  /** Life of an answer where it says nothing else, and for how much longer one may be gone by. */
  record: always(seconds(60), 'ours: what the name server of a flight tells'),
  recordSlack: always(seconds(30), 'Bun docs: names are kept for up to 30 s'),
  /** How old an address may be that is used for want of a newer one. */
  staleAddress: always(hours(72), 'RFC 8767, section 5: one to three days'),
  /** A difference of clocks that nobody may notice; beyond it, somebody is told. */
  skew: always(minutes(5), 'RFC 7519, section 4.1.4: no more than a few minutes'),
  /** Refreshes that nothing called for, in the life of one token. */
  extraRefreshes: always(1, 'policy; contract, Q1'),
  /** The share of its life that a token has before it where nothing calls for a new one. */
  early: always(0.5, 'policy: more than any client was seen to refresh ahead'),
} as const satisfies Readonly<Record<string, Row>>;

export type Threshold = keyof typeof TABLE;

/** The numbers for one way of flying. */
export type Bounds = Readonly<Record<Threshold, number>>;

const PROFILES = Object.fromEntries(
  MODES.map((mode) => [
    mode,
    Object.fromEntries(Object.entries(TABLE).map(([name, row]) => [name, row.value[mode]])),
  ]),
) as Readonly<Record<Mode, Bounds>>;

export const thresholds = (mode: Mode = 'headless'): Bounds => PROFILES[mode];
