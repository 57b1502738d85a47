import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { redirected } from '#faults/redirected.ts';

export default scenario({
  title: 'The token endpoint sends the client somewhere else',
  why: `A 307 keeps the method and the body, refresh token and all. Whoever follows it hands the
        login to a host that nobody vouched for.`,
  family: 'refresh',
  seen: [
    incident(
      '2026',
      'A token exchange that led to an internal host',
      'anthropics/claude-code#41655',
    ),
    incident('2025-01', 'Credentials and redirects', 'RFC 9700, section 4.12'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during(
      { from: minutes(5), until: minutes(17) },
      redirected('oauth', { host: 'elsewhere.groundstop.test' }),
    ),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
