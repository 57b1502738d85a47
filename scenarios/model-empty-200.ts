import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { emptyAnswer } from '#faults/empty-answer.ts';

export default scenario({
  title: 'The answer is 200 and empty',
  why: `A proxy that gave up politely. There is nothing to parse, and nothing that says so.`,
  family: 'model',
  seen: [
    incident(
      '2026',
      'API returned an empty or malformed response (HTTP 200)',
      'Claude Code docs, errors',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, emptyAnswer('model', { body: 'empty' })),
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
