import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'In the night to 8 April 2026, elevated errors of one model from 23:00 PT to 01:50 PT',
  why: `A hundred and seventy minutes in which the model, and not sign-in, fails above its
        baseline. It stands here for the contrast: the same user, the same night, and another
        party to blame. Staged as two requests in five; the share is ours.`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-07',
      'Errors above baseline from 23:00 PT to 01:50 PT',
      'Anthropic status page, by way of type0.ai',
    ),
  ],
  given: signedIn({ accessToken: minutes(300) }),
  work: turns({ count: 14, every: minutes(14) }),
  faults: [during({ from: minutes(5), until: minutes(175), share: 0.4 }, overloaded('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'truth.no-cry-wolf',
    'iso.model-not-auth',
    'bound.no-crash',
  ],
});
