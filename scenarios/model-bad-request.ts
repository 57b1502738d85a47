import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { badRequest } from '#faults/bad-request.ts';

export default scenario({
  title: 'The model API does not like the request',
  why: `400: the same request will never be liked. Asking again is noise, and the login has
        nothing to do with it.`,
  family: 'model',
  seen: [
    incident('2.1.30', '400 after signing in again in mid-conversation', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, badRequest('model'))],
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
