import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshThrottled } from '#faults/refresh-throttled.ts';

export default scenario({
  title: 'The token endpoint answers 429 for a quarter of an hour',
  why: `Too many refreshes, of this user or of all of them. It is about pace and not about the
        login: who calls it a lost login, or asks again at once, makes it longer.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-03-20',
      'Four outages in five days on an account with 35 scheduled jobs',
      'anthropics/claude-code#38248',
    ),
    incident('2026-03', 'Token refresh failed: 429', 'anomalyco/opencode#18342'),
    incident('2026-05', 'Told as a missing API key', 'earendil-works/pi#4767'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshThrottled('oauth', { seconds: 600 })),
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
    'retry.server-hints',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'see.sign',
  ],
});
