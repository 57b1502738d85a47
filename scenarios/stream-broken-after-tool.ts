import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { answers, during, strikes } from '#core/timeline.ts';
import { streamCut } from '#faults/stream-cut.ts';

export default scenario({
  title: 'The connection breaks when a tool has run and its result is on the way',
  why: `The tool has done what it was to do, and the answer to its result breaks off. Asking for
        that again is right; going back to before the tool is to do it twice.`,
  family: 'model',
  seen: [
    incident(
      '2026',
      'The same tool calls could be executed twice if the request were run again',
      'Claude Code docs, errors',
    ),
    incident('2.1.198', 'ECONNRESET in mid-response aborted the turn', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4), tool: true }),
  faults: [
    // The first turn takes two answers; the third one is the second turn's call of its tool.
    during(
      { from: answers(3, 'messages'), until: strikes(1) },
      streamCut('model', { how: 'break', after: { events: 3 } }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'work.exactly-once',
    'work.no-loss',
    'conv.time',
    'iso.model-not-auth',
  ],
});
