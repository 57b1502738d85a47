import { hours, minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';

export default scenario({
  title: 'The login ends the day after tomorrow',
  why: `Tokens are renewed by the hour, and one day they are not: the login itself has an end, and
        no refresh prolongs it. Whoever is told in time chooses when to sign in again.`,
  family: 'sign-in',
  seen: [
    incident('2.1.203', 'A warning before the login expires', 'Claude Code changelog'),
    incident(
      '2025-11',
      'Autonomous work that a login took down with it',
      'anthropics/claude-code#12447',
    ),
  ],
  given: signedIn({ accessToken: minutes(50), loginEnds: hours(48) }),
  work: steps(minutes(20), ['turn', 'status', 'turn', 'turn', 'status', 'turn']),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'see.expiry-warning', 'see.ttl'],
});
