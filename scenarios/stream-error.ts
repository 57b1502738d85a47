import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamError } from '#faults/stream-error.ts';

export default scenario({
  title: 'The stream ends with an error in the middle',
  why: `200, half an answer, and an event that says overloaded. What was said so far may be used
        or thrown away, but no tool may run twice.`,
  family: 'model',
  seen: [incident('2026', 'Server error mid-response', 'Claude Code docs, errors')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4), tool: true }),
  faults: [
    during(
      { from: minutes(3), until: minutes(13) },
      streamError('model', { after: { events: 4 } }),
    ),
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
