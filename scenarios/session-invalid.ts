import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { sessionInvalid } from '#faults/session-invalid.ts';

export default scenario({
  title: 'The token is good and the session behind it is not',
  why: `403 account_session_invalid while the token has hours to live. A client that only knows
        401 treats it as a bug in itself.`,
  family: 'entitlement',
  seen: [
    incident(
      '2026',
      '403 account_session_invalid with a valid token',
      'anthropics/claude-code#38414',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, sessionInvalid('model'))],
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
