import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { connectionReset } from '#faults/connection-reset.ts';

export default scenario({
  title: 'The sign-in host hangs up on everybody',
  why: `The name resolves, the connection is made, and it is torn down before a word is said. The
        login is as good as before, and what failed is the network and not the token.`,
  family: 'connection',
  seen: [
    incident(
      '2.1.85',
      'ECONNRESET that went on until a fresh connection was made',
      'Claude Code changelog, 2.1.85 and 2.1.198',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, connectionReset('oauth'))],
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
    'truth.no-cry-wolf',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
