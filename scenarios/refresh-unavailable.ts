import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'The token endpoint answers 503 while the token runs out',
  why: `The grant is good and the server says so little as "not now". Work goes on while the token
        lasts; after that the client waits, keeps its login, and comes back by itself.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-04-06',
      'Elevated errors on sign-in from 15:00 to 16:30 UTC',
      'Anthropic status page',
    ),
    incident(
      '2026-04',
      'Credentials corrupted around upstream 5xx',
      'anthropics/claude-code#61912',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshUnavailable('oauth', { status: 503 })),
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
    'truth.no-cry-wolf',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
    'see.sign',
  ],
});
