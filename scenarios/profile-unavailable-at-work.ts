import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { profileUnavailable } from '#faults/profile-unavailable.ts';

export default scenario({
  title: 'The service that knows everybody’s plan is out for twelve minutes of a working day',
  why: `The login is good and the model answers. Whoever asks before each turn what it is entitled
        to, and takes no answer for nothing, is grounded by a service that it had no need of; what
        it was told three minutes ago would have done. Before the end somebody tries what always
        helps, and signs in again.`,
  family: 'entitlement',
  seen: [
    incident(
      '2026-04-15',
      'Entitlements cached for a short time proposed against an outage of sign-in',
      'anthropics/claude-code#48745',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(3), ['turn', 'turn', 'turn', 'turn', 'sign-in', 'turn', 'turn', 'turn']),
  faults: [during({ from: minutes(2), until: minutes(14) }, profileUnavailable('model'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'bound.no-crash'],
});
