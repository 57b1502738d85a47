import type { Duration } from './duration.ts';
import type { FaultWindowRecord, Timeline } from './timeline.ts';

/** Where and when it was seen in life, and who says so. */
export interface Incident {
  readonly date: string;
  readonly what: string;
  readonly source?: string;
}

/** How the authorization server treats refresh tokens (RFC 9700, section 4.14.2). */
export type Rotation = 'rotate' | 'rotate-with-grace' | 'rotate-and-detect-reuse';

/**
 * What the client signs its requests with when the run begins: a login in its store; a token of a
 * year, or a key, in its environment; or nothing yet. `login-and-key` also has a key that its user
 * declared for the time in which sign-in is down; `login-and-stale-key` has one in its environment
 * that nobody takes any more, and `login-and-stray-key` a good one that is another program's.
 * `login-and-long-lived-token` has a token of a year in its environment, which counts, and a login
 * that somebody left in its store. `login-and-capability` also has a capability token of the login,
 * signed, which the model's API believes without asking anybody, for a day.
 */
export const CREDENTIALS = [
  'login',
  'nothing',
  'long-lived-token',
  'api-key',
  'login-and-key',
  'login-and-stale-key',
  'login-and-stray-key',
  'login-and-long-lived-token',
  'login-and-capability',
] as const;
export type Credentials = (typeof CREDENTIALS)[number];

/**
 * How its user has set a client up, beyond what it signs with. These are words for something that
 * one client has and others do not: it flies with those that its adapter knows.
 */
export const SET_UPS = [
  /** Features that are still being tried out are switched off. */
  'without-betas',
  /** A program of the user's is to print the key, and ends with an error. */
  'key-program-fails',
] as const;
export type SetUp = (typeof SET_UPS)[number];

/** How the client finds itself when the run begins, and how the authorization server works. */
export interface Given {
  /** Life left in its access token when the flight begins; negative where it has expired. */
  readonly accessToken: Duration;
  /** Life of the tokens that a refresh brings. */
  readonly lifetime: Duration;
  readonly rotation: Rotation;
  /** `login` where it is left out. */
  readonly credentials?: Credentials;
  /** How long a rotated refresh token still works, where there is grace: a minute. */
  readonly grace?: Duration;
  /**
   * Life left in the login itself when the flight begins: after that no refresh token of it works,
   * however often it was renewed. It does not end where it is left out.
   */
  readonly loginEnds?: Duration;
  /** By how much the server's clock is ahead of everybody else's. */
  readonly serverAhead?: Duration;
  /** Sessions that share one login and one store; one where it is left out. */
  readonly sessions?: number;
  /** Where the client keeps its login: in a file where it is left out. */
  readonly keeps?: 'keychain';
  /** How many requests in a second the model's API has room for: all where it is left out. */
  readonly capacity?: number;
  /** What stands between it and the world: nothing where it is left out. */
  readonly behind?: 'proxy';
  /** As it was installed where it is left out. */
  readonly setUp?: SetUp;
}

/**
 * What is asked of a client. `turn`: a prompt, to be answered by the model. The others are what a
 * person asks it to do about signing in: with a browser on the same machine, with a code carried
 * over by hand, or on another device.
 */
export const DEEDS = [
  'turn',
  'sign-in',
  'sign-in-by-code',
  'sign-in-by-device',
  'sign-out',
  'status',
] as const;
export type Deed = (typeof DEEDS)[number];

/** Pieces of work, handed over at a steady beat: the first one when the flight begins. */
export interface Work {
  readonly count: number;
  readonly every: Duration;
  /** Whether each piece of work takes a tool call, or is answered at once. */
  readonly tool: boolean;
  /** So many parts of each piece of work the model has done by agents of the client, at once. */
  readonly agents?: number;
  /** What each of them is, in order; all of them are turns where it is left out. */
  readonly deeds?: readonly Deed[];
  /**
   * Somebody is there who does what the client says: opens its links, and signs in again where it
   * tells them to. Without it there is only whoever asked for a sign-in, and they only complete it.
   */
  readonly attended?: true;
  /** How the client is flown: `headless` where it is left out. */
  readonly mode?: Mode;
  /** Somebody thinks better of some of it. */
  readonly interrupts?: readonly Interrupt[];
}

/** The client is told to stop a piece of work, if it still has it in hand by then. */
export interface Interrupt {
  /** Which piece of work: the first is 1. Of several clients, each is told so. */
  readonly beat: number;
  /** So long after it was handed over. */
  readonly after: Duration;
}

/**
 * Somebody is watching; a program reads along; nobody is there at all. A session over
 * `stream-json`, as most runs here are, is headless.
 */
export const MODES = ['interactive', 'headless', 'unattended'] as const;
export type Mode = (typeof MODES)[number];

export const FAMILIES = [
  'dns',
  'connection',
  'sign-in',
  'refresh',
  'rotation',
  'token',
  'entitlement',
  'model',
  'store',
  'clock',
  'fleet',
  'human',
  'incident',
  'decoy',
  'control',
] as const;
export type Family = (typeof FAMILIES)[number];

/** A story of something going wrong, and the promises that it puts to the test. */
export interface Scenario {
  /** What happens, as a headline in the present tense. */
  readonly title: string;
  /** Why it is worth flying: where it happens in life, and what goes wrong then. */
  readonly why: string;
  readonly family: Family;
  readonly seen: readonly Incident[];
  readonly given: Given;
  readonly work: Work;
  readonly faults: Timeline;
  /** Ids of the checks that must be put to the test here, or the run is inconclusive. */
  readonly exercises: readonly string[];
  /** The fault is aimed at something that no client asks for: it must strike nobody. */
  readonly decoy?: true;
}

/** A scenario as data, under its id. */
export interface ScenarioRecord extends Omit<Scenario, 'faults'> {
  readonly id: string;
  readonly faults: readonly FaultWindowRecord[];
}

/** A scenario file's default export. It changes nothing: it is there for the types. */
export const scenario = (story: Scenario): Scenario => story;

export const incident = (date: string, what: string, source?: string): Incident => ({
  date,
  what,
  ...(source === undefined ? {} : { source }),
});

const HOUR = 3_600_000 as Duration;

/** A subscriber whose login is stored, as the client would have left it. */
export const signedIn = (
  given: Pick<Given, 'accessToken'> & Partial<Omit<Given, 'accessToken'>>,
): Given => ({ lifetime: HOUR, rotation: 'rotate', ...given });

/** Somebody who has not signed in yet, or has no login to sign in with. */
export const signedOut = (
  given: Partial<Given> & { readonly credentials?: Credentials } = {},
): Given => signedIn({ accessToken: expired, credentials: 'nothing', ...given });

/** Life left in an access token that ran out an hour before the flight. */
export const expired = -HOUR as Duration;

/** So many pieces of work, one every so often. */
export const turns = (beat: {
  readonly count: number;
  readonly every: Duration;
  readonly tool?: boolean;
  readonly agents?: number;
  readonly attended?: true;
  readonly mode?: Mode;
  readonly interrupts?: readonly Interrupt[];
}): Work => ({ tool: false, ...beat });

/** One thing after the other, one every so often. */
export const steps = (
  every: Duration,
  deeds: readonly Deed[],
  more: { readonly tool?: boolean; readonly attended?: true; readonly mode?: Mode } = {},
): Work => ({ count: deeds.length, every, tool: false, deeds, ...more });

/** What stands in the log and crosses into a cell. */
export const record = (id: string, story: Scenario): ScenarioRecord => ({
  ...story,
  id,
  faults: story.faults.map(({ fault: { name, layer, role, params, leaves }, ...window }) => ({
    fault: { name, layer, role, params, ...(leaves && { leaves }) },
    ...window,
  })),
});
