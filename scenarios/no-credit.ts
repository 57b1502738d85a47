import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { noCredit } from '#faults/no-credit.ts';

export default scenario({
  title: 'There is no credit left',
  why: `It is about money. It is told in the same breath as a rejected key, and clients that
        only look at the status send people to sign in.`,
  family: 'entitlement',
  seen: [
    incident('2026', 'A quota that ended was taken for a lost login', 'anomalyco/opencode#15562'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, noCredit('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'retry.eligible',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
  ],
});
