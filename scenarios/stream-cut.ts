import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamCut } from '#faults/stream-cut.ts';

export default scenario({
  title: 'The stream ends too soon, and politely',
  why: `The connection is closed in good order before the answer is whole. Nothing is wrong but
        the end of the sentence.`,
  family: 'model',
  seen: [
    incident(
      '2.1.199',
      'Partial output after a stream that ended too soon',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during(
      { from: minutes(3), until: minutes(13) },
      streamCut('model', { how: 'end', after: { events: 5 } }),
    ),
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
