import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The model API asks for seventeen seconds of patience',
  why: `429 with a number of seconds. It is short enough to wait for and long enough to tell
        whether anybody does.`,
  family: 'model',
  seen: [
    incident(
      '2026',
      'Waits exactly up to a minute, and gives up at once beyond',
      'dhkts1/teamclaude-rs#313',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, rateLimited('model', { seconds: 17 }))],
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
    'retry.server-hints',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
  ],
});
