import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { unanswered } from '#faults/unanswered.ts';

export default scenario({
  title: 'The model API takes the request and never answers',
  why: `No headers, no bytes, no end of the connection. The spinner turns, and will turn
        tomorrow.`,
  family: 'model',
  seen: [
    incident('2026', 'A spinner for half an hour', 'anthropics/claude-code#25979, #61001, #87692'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(7) }, unanswered('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
    'see.sign',
  ],
});
