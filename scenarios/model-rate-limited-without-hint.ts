import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The model API says 429 and no more',
  why: `No Retry-After, no limits in the headers, and a message that says "Error". It passes,
        and nothing in it says so.`,
  family: 'model',
  seen: [
    incident(
      '2.1.199',
      'Turns failed outright with a 429 that would have passed',
      'Claude Code changelog',
    ),
    incident('2026', 'A 429 without any header', 'KarpelesLab/teamclaude#165'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, rateLimited('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'retry.backoff',
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
