import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'The login ends in the middle of the afternoon',
  why: `An hour and a half after the start the last refresh token has expired. Nothing is wrong with
        anything: a new sign-in is due, and whoever was told this morning has done it by now.`,
  family: 'sign-in',
  seen: [
    incident('2026', 'Login expired · Please run /login', 'anthropics/claude-code#80605'),
    incident(
      '2025-11',
      'Autonomous work that a login took down with it',
      'anthropics/claude-code#12447',
    ),
  ],
  given: signedIn({ accessToken: minutes(40), loginEnds: minutes(90) }),
  work: turns({ count: 8, every: minutes(20) }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'see.expiry-warning', 'see.sign'],
});
