import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The hour at which to come back has gone by',
  why: `429 with a date in the past: a clock that is wrong, or a page from a cache. Read
        literally, it says "at once, and for ever".`,
  family: 'model',
  seen: [
    incident(
      '2026',
      'A date in the past means at once to a widespread SDK',
      'anthropics/anthropic-sdk-typescript',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, rateLimited('model', { date: -3_600 })),
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
    'truth.no-cry-wolf',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
