import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { organizationNotAllowed } from '#faults/organization-not-allowed.ts';

export default scenario({
  title: 'Every other request is told that the organisation does not allow it',
  why: `Two replicas disagree about an entitlement. The same request is refused and served
        within seconds, which no user can make sense of and one retry would have hidden.`,
  family: 'entitlement',
  seen: [
    incident(
      '2026',
      'Every second session is refused, seconds apart',
      'anthropics/claude-code#90875',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13), share: 0.5 }, organizationNotAllowed('model')),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'work.no-loss',
    'bound.no-crash',
  ],
});
