import { minutes, seconds } from './duration.ts';
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
