import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamCut } from '#faults/stream-cut.ts';

export default scenario({
  title: 'The connection breaks in the middle of a byte',
  why: `A reset after four hundred bytes, in the midst of a character perhaps. With a tool call
        in the answer, half of its input has arrived.`,
  family: 'model',
  seen: [
    incident('2.1.198', 'ECONNRESET in mid-response aborted the turn', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4), tool: true }),
  faults: [
    during(
      { from: minutes(3), until: minutes(13) },
      streamCut('model', { how: 'break', after: { bytes: 400 } }),
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
