import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The model API asks for sixteen hours of patience',
  why: `429 with a wait that nobody sits through. Sleeping until then without a word is the same
        as being dead.`,
  family: 'model',
  seen: [
    incident('2026', 'No output for hours', 'dhkts1/teamclaude-rs#313'),
    incident('2026', 'An SDK that sleeps for a day', 'anthropics/anthropic-sdk-typescript'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, rateLimited('model', { seconds: 57_600 })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'retry.server-hints',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
