import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'The model API sheds load for five minutes, and is well again',
  why: `Short enough to sit out. Whoever doubles its waits without an end is in the middle of one
        that lasts longer than the whole of the outage did.`,
  family: 'model',
  seen: [
    incident('2026', '529 for minutes on end', 'anthropics/claude-code#81330'),
    incident('2026', '300 s as the longest backoff', 'Claude Code docs, env-vars'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4), tool: true }),
  faults: [during({ from: minutes(3), until: seconds(500) }, overloaded('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'iso.model-not-auth',
    'conv.time',
    'work.no-loss',
  ],
});
