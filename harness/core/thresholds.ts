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

/** Every number that a check compares with, and no others. Times are in milliseconds. */
export const TABLE = {
  /** How long a piece of work takes when nothing is wrong, with slack. */
  span: always(seconds(5), 'policy; contract, K1'),
  /** Longest silence while somebody waits. */
  sign: always(seconds(20), 'Claude Code docs, errors: a stalled stream is announced after 20 s'),
  /** Wall time for which a busy machine may hold a process up. Warped time stretches it. */
  stall: always(
    seconds(1),
    'measured: 0.6 s in a sandboxed run on two shared cores; contract, eps',
  ),
  /** Work that cannot authenticate, to its end. */
  auth: unlessUnattended(
    seconds(60),
    Number.POSITIVE_INFINITY,
    'anthropic-sdk-typescript: ten retries at 0.5 s doubled up to 8 s take 55.5 s',
  ),
  /** Any other work, to its end. */
  model: unlessUnattended(
    seconds(660),
    Number.POSITIVE_INFINITY,
    'Claude Code docs, env-vars: API_TIMEOUT_MS is 600 s; and a tenth',
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
  /** By how much a wait must exceed the one before to count as grown. */
  growth: always(1.5, 'AWS Well-Architected, REL05-BP03: back off exponentially'),
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
