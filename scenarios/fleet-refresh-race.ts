import { minutes } from '#core/duration.ts';
import { expired, incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title:
    'Five sessions find the same token expired, and the server takes a second refresh for theft',
  why: `Refresh tokens are good for one use. Where every session of a machine refreshes for itself,
        the first one wins and the others present a token that was spent: a server that detects
        reuse ends the login of all of them, and the user signs in again, several times a day.`,
  family: 'fleet',
  seen: [
    incident(
      '2026-02',
      'Seven to twelve sessions with one login lost it whenever their token expired',
      'anthropics/claude-code#24317',
    ),
    incident(
      '2.1.211',
      'Sessions that renewed with the same token at the same time signed each other out',
      'Claude Code changelog, also 2.1.81 and 2.1.133',
    ),
  ],
  given: signedIn({
    accessToken: expired,
    rotation: 'rotate-and-detect-reuse',
    sessions: 5,
  }),
  work: turns({ count: 3, every: minutes(2) }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'rot.cross-process',
    'fleet.blast',
    'fleet.simultaneous',
  ],
});
