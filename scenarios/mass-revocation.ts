import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'An incident ends, and every login is gone',
  why: `The service is repaired and has forgotten whom it knew. No client can mend that by
        itself; what it can do is say so once, plainly, instead of failing for the rest of the
        day.`,
  family: 'token',
  seen: [
    incident(
      '2026-08-04',
      'Three accounts on one machine were signed out by an incident that was over',
      'anthropics/claude-code#84090',
    ),
    incident('2026-04-13', 'Five servers to sign in again on', 'anthropics/claude-code#48079'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(13) }, refreshUnavailable('oauth', { status: 500 })),
    once(minutes(13), grantRevoked()),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.definitive-handled',
    'truth.next-step',
    'truth.advice-works',
    'iso.auth-not-model',
    'bound.no-crash',
  ],
});
