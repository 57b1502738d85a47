import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { authorizeUnavailable } from '#faults/authorize-unavailable.ts';

export default scenario({
  title: 'The page to sign in on answers 500',
  why: `The client can do nothing but send people there. What it can do is not to wait for them
        for ever, and to leave alone the login that they still have.`,
  family: 'sign-in',
  seen: [
    incident(
      '2026-04-15',
      'Internal server error in the browser, and a client that waits',
      'anthropics/claude-code#44729',
    ),
    incident('2026-03-17', 'An outage of the web application', 'status page, by way of the press'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(8), ['turn', 'sign-in', 'turn', 'sign-in', 'turn']),
  faults: [
    during(
      { from: minutes(4), until: minutes(20) },
      authorizeUnavailable('oauth', { status: 500 }),
    ),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss'],
});
