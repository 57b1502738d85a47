import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';

export default scenario({
  title: 'Signing in brings a token that has already expired',
  why: `The first prompt after a successful sign-in is refused, and signing in again brings
        another one like it. It is the server's fault, and only the client can say so.`,
  family: 'sign-in',
  seen: [
    incident(
      '2026-01-17',
      'Login successful, then OAuth token has expired',
      'anthropics/claude-code#19078, #1746',
    ),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in', 'turn', 'turn', 'turn']),
  faults: [during({ until: minutes(9) }, flawedGrant('oauth', { how: 'expired' }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'bound.no-crash'],
});
