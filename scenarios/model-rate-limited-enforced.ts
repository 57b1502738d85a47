import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, quiet } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'Whoever comes back too early waits from the beginning',
  why: `The limiter means it: each request during the wait starts the wait again. A client that
        honours the number is served after it; one that does not is never served.`,
  family: 'model',
  seen: [
    incident(
      '2026',
      'Retries that prolong the throttling they meet',
      'anthropics/claude-code#38248',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 4, every: minutes(5) }),
  faults: [
    during({ from: minutes(3), until: quiet(seconds(17)) }, rateLimited('model', { seconds: 17 })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'truth.no-cry-wolf',
    'retry.server-hints',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
