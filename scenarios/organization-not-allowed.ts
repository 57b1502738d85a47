import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { organizationNotAllowed } from '#faults/organization-not-allowed.ts';

export default scenario({
  title: 'The organisation does not allow this way to sign in',
  why: `403, for people who have no organisation. Signing in again works and changes nothing, so
        whoever is told to will do it all afternoon.`,
  family: 'entitlement',
  seen: [
    incident(
      '2026',
      'OAuth authentication is currently not allowed for this organization',
      'anthropics/claude-code#65714, #65044, #63685',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, organizationNotAllowed('model'))],
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
