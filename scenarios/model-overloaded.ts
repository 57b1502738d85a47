import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'The model API sheds load for ten minutes',
  why: `Sign-in is fine and the model is not. The client should try again with growing pauses, say
        that it is the model, leave the login alone, and be back with the first answer it can get.`,
  family: 'model',
  seen: [
    incident(
      '2026-04-07',
      'Elevated errors on model requests from 23:00 PT to 01:50 PT',
      'Anthropic status page',
    ),
    incident('2026', '529 for minutes on end', 'anthropics/claude-code#81330'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, overloaded('model'))],
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
    'see.sign',
  ],
});
