import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The model API turns requests away and says not to try them again',
  why: `A 429 with x-should-retry: false. The status says to come back, the header that there is no
        use in it, and the header knows more: it was written for this answer.`,
  family: 'model',
  seen: [
    incident(
      '2026',
      'x-should-retry comes before the status, either way',
      'anthropics/anthropic-sdk-typescript',
    ),
    incident('2026', 'A 429 that says whether to retry', 'KarpelesLab/teamclaude#165'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, rateLimited('model', { shouldRetry: false })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'retry.server-hints',
    'conv.self',
  ],
});
