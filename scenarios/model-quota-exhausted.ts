import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { quotaExhausted } from '#faults/quota-exhausted.ts';

export default scenario({
  title: 'The plan is used up until the window opens again',
  why: `429 for hours, by design. The login has nothing to do with it, and still there are
        clients that ask for a new one after each.`,
  family: 'model',
  seen: [
    incident('2026', 'A usage limit that was taken for a lost login', 'anomalyco/opencode#15562'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, quotaExhausted('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'retry.server-hints',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
