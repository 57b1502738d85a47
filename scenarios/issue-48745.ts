import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { credentialsRefused } from '#faults/credentials-refused.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'Issue 48745: 401 from every call, on a good login',
  why: `The letter that asks for aerospace rules for sign-in. Its log shows the model API
        turning a login away: "Invalid authentication credentials", with the token endpoint out
        at the same time. The model itself was up all day.`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-15',
      'API Error: 401, Invalid authentication credentials',
      'anthropics/claude-code#48745',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 14, every: minutes(15) }),
  faults: [
    during({ from: minutes(5), until: minutes(185) }, credentialsRefused('model')),
    during({ from: minutes(5), until: minutes(185) }, refreshUnavailable('oauth', { status: 500 })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'iso.breaker',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
  ],
});
