import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { insufficientScope } from '#faults/insufficient-scope.ts';

export default scenario({
  title: 'The token does not cover what is asked of it',
  why: `403 insufficient_scope: signing in again would help, with the right scopes. A new token
        of the same kind never will.`,
  family: 'entitlement',
  seen: [
    incident('2026', 'does not meet scope requirement: user:profile', 'Claude Code docs'),
    incident('2012-10', 'insufficient_scope', 'RFC 6750, section 3.1'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, insufficientScope('model'))],
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
