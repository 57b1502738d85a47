import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { emptyAnswer } from '#faults/empty-answer.ts';

export default scenario({
  title: 'The answer is 200, and says that there was an error',
  why: `The headers went out before the trouble began. Whoever looks at the status alone has
        been answered, by nothing.`,
  family: 'model',
  seen: [
    incident('2026', 'An error after a 200', 'docs.claude.com, api/errors'),
    incident('2.1.74', 'OAuth errors with status 200', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, emptyAnswer('model', { body: 'error' })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
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
