import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { both, during, strikes } from '#core/timeline.ts';
import { unauthorized } from '#faults/unauthorized.ts';

export default scenario({
  title: 'A token of a year is refused for a moment, and an old login lies in the store',
  why: `The token in the environment is what its user means the session to run on. A 401 that passes
        is no reason to go over to a login that somebody left behind: that one ends minutes later,
        and the session with it, until somebody starts it again.`,
  family: 'token',
  seen: [
    incident(
      '2.1.225',
      'A transient 401 replaced a long-lived token by a stored, short-lived one',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(8), credentials: 'login-and-long-lived-token' }),
  work: turns({ count: 3, every: minutes(5) }),
  faults: [
    during({ from: minutes(4), until: both(strikes(2), seconds(330)) }, unauthorized('model')),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'conv.self'],
});
