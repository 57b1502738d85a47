import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { requestLost } from '#faults/request-lost.ts';

export default scenario({
  title: 'The connection breaks before the refresh is heard',
  why: `The network changes while the request is on its way. Nothing has been spent, and asking
        again costs nothing; but whoever takes one broken connection for a verdict on the login
        has lost it.`,
  family: 'refresh',
  seen: [
    incident(
      '2026',
      'A network that changed during one refresh, and a session that was over',
      'anthropics/claude-code#94855',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, requestLost('oauth'))],
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
