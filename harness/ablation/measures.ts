import { minutes } from '#core/duration.ts';
import type { Credentials, ScenarioRecord } from '#core/scenario.ts';
import { ABOUT, type Mitigation, mitigations } from '#fixtures/clients/reference/mitigations.ts';

/** What is switched: mitigations of the client, something in the world around it, or both. */
export interface Switch {
  readonly mitigations?: readonly Mitigation[];
  /** The same story with it; undefined where it makes no difference, or no sense. */
  change?(scenario: ScenarioRecord): ScenarioRecord | undefined;
}

/** A measure against failures of sign-in, and who proposed it. */
export interface Measure {
  readonly name: string;
  readonly about: string;
  /** Undefined for a mitigation of the reference client that stands for itself. */
  readonly source?: string;
  /** Undefined where it cannot be switched here; `about` says why. */
  readonly switch?: Switch;
}

const client = (...names: Mitigation[]): Switch => ({ mitigations: names });

/** A story whose client has a login that it renews, and is asked for turns only. */
const renews = ({ given, work }: ScenarioRecord): boolean =>
  (given.credentials ?? 'login') === 'login' && (work.deeds ?? []).every((deed) => deed === 'turn');

/** Such a story in which the client has something beside its login, or in place of it. */
const carrying = (story: ScenarioRecord, credentials: Credentials): ScenarioRecord | undefined =>
  renews(story) ? { ...story, given: { ...story.given, credentials } } : undefined;

const LETTER = 'anthropics/claude-code#48745, a letter from aerospace, point';
const FLEET = 'the post-mortem of a fleet that went silent, measure';

/** What people have proposed after the outages of 2026, each by its name. */
export const PROPOSED: readonly Measure[] = [
  {
    name: 'capability tokens',
    about:
      'A signed token that the model believes without asking, for when sign-in brings none; ' +
      'for a day it is believed also where the login has been revoked.',
    source: `${LETTER} 1`,
    switch: {
      mitigations: ['capability-token'],
      change: (story) => carrying(story, 'login-and-capability'),
    },
  },
  {
    name: 'API key fallback',
    about: 'Works on with an API key that was declared for the time in which sign-in is down.',
    source: `${LETTER} 2`,
    switch: {
      mitigations: ['api-key-fallback'],
      change: (story) => carrying(story, 'login-and-key'),
    },
  },
  {
    name: 'cached entitlements',
    about:
      'Believes for 15 min what it was told of the plan. The hardened client asks nobody for it; ' +
      'what the cache is to one that asks, the row with no-entitlement-check shows.',
    source: `${LETTER} 3`,
    switch: client('cached-entitlements'),
  },
  {
    name: 'circuit breaking',
    about: 'Sign-in and the model have a breaker each, so that one that is down leaves the other.',
    source: `${LETTER} 4`,
    switch: client('circuit-breaker'),
  },
  {
    name: 'long-lived token',
    about: 'A token of a year in the environment, in place of a login that is renewed.',
    source: `${FLEET} 1`,
    switch: {
      change: (story) => carrying(story, 'long-lived-token'),
    },
  },
  {
    name: 'watchdog with an auth check',
    about: 'Tells whoever is on call that a client cannot sign in.',
    source: `${FLEET} 2`,
    switch: client('calls-for-help'),
  },
  {
    name: 'remote auth query',
    about: 'Says who is signed in from what is stored here, also while no server can be asked.',
    source: `${FLEET} 3`,
    switch: client('local-status'),
  },
  {
    name: 'remote sign-in',
    about:
      'Prints a link that can be opened anywhere, and takes the code by hand. Signing in on ' +
      'another device is not switched: every client here can.',
    source: `${FLEET} 4`,
    switch: client('link-without-browser'),
  },
  {
    name: 'auth state on a dashboard',
    about:
      'Shows in one place who is signed in. What it does it does through whoever looks at it, ' +
      'and here nobody does: what a client lets others know are the watchdog, the query above ' +
      'and takes-back-alarm.',
    source: `${FLEET} 5`,
  },
  {
    name: 'dual-key rotation',
    about: 'The old refresh token works for ten minutes beside the new one.',
    source: 'the same post-mortem, on blue and green keys; RFC 9700, section 4.14.2',
    switch: {
      change: (story) =>
        renews(story) && story.given.rotation !== 'rotate-with-grace'
          ? {
              ...story,
              given: { ...story.given, rotation: 'rotate-with-grace', grace: minutes(10) },
            }
          : undefined,
    },
  },
];

/** Mitigations that are said to need each other. */
const TOGETHER: readonly (readonly [Mitigation, Mitigation])[] = [
  ['jitter', 'exponential-backoff'],
  ['cross-process-lock', 'adopt-newer-login'],
  ['refresh-ahead', 'keep-serving-valid-token'],
  ['cached-entitlements', 'no-entitlement-check'],
];

/** Every measure: those that were proposed, each mitigation by itself, and some in pairs. */
export const MEASURES: readonly Measure[] = [
  ...PROPOSED,
  ...mitigations.map((name) => ({ name, about: ABOUT[name], switch: client(name) })),
  ...TOGETHER.map(([one, other]) => ({
    name: `${one} + ${other}`,
    about: `Both: ${one} and ${other}.`,
    switch: client(one, other),
  })),
];
