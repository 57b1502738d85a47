import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { serverError } from '#faults/server-error.ts';

export default scenario({
  title: 'The model API answers 500',
  why: `Its own mistake, and it may be over in a moment. The login is not the cause and a new
        one is not the cure.`,
  family: 'model',
  seen: [
    incident('2026-04-08', 'Elevated errors', 'Anthropic status page'),
    incident(
      '2025',
      'A first prompt that fails, and a session that waits for its human',
      'warpdotdev/warp#12953',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, serverError('model', { status: 500 }))],
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
    'bound.resources',
  ],
});
