import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { membershipEnded } from '#faults/membership-ended.ts';

export default scenario({
  title: 'The account is no longer a member of its organisation',
  why: `403 again, and this time somebody did it on purpose. The advice to sign in again is
        worth nothing; the name of whoever can help is worth a lot.`,
  family: 'entitlement',
  seen: [
    incident(
      '2026',
      'Account is no longer a member of the organization associated with this token',
      'anthropics/claude-code#54864',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, membershipEnded('model'))],
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
