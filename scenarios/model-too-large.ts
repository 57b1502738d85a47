import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { tooLarge } from '#faults/too-large.ts';

export default scenario({
  title: 'The request is too large for the edge',
  why: `413 from whatever stands in front. Only a smaller request helps, and only the client
        knows how to make one.`,
  family: 'model',
  seen: [incident('2026', '413 request_too_large, from the edge', 'docs.claude.com, api/errors')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, tooLarge('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'retry.eligible',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
