import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { clientRejected } from '#faults/client-rejected.ts';

export default scenario({
  title: 'The token endpoint does not know the client any more',
  why: `401 invalid_client: a deployment with the wrong table. It is about the program and not
        about the user, and there are clients that take any 401 for the end of the login.`,
  family: 'refresh',
  seen: [
    incident(
      '2026',
      'Any 401 of the token endpoint is taken for permanent',
      'openai/codex, login/src/auth/manager.rs',
    ),
    incident('2012-10', 'invalid_client', 'RFC 6749, section 5.2'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, clientRejected('oauth'))],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
