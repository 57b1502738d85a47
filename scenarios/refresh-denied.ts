import { minutes } from '#core/duration.ts';
import { expired, incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { refreshDenied } from '#faults/refresh-denied.ts';

export default scenario({
  title: 'The token endpoint refuses to refresh a grant that nobody revoked',
  why: `The access token has run out, and the answer to every refresh is invalid_grant. Asking the
        user to sign in again is fair; throwing the stored login away turns somebody else's error
        into a loss that no repair brings back.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-05',
      'Tokens blanked after a failed refresh',
      'anthropics/claude-code#88583, #61912',
    ),
  ],
  given: signedIn({ accessToken: expired }),
  work: turns({ count: 3, every: minutes(5) }),
  faults: [throughout(refreshDenied('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'truth.next-step',
    'truth.advice-works',
    'retry.eligible',
    'bound.no-crash',
  ],
});
