import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'Sign-in is out, and a key lies ready for that',
  why: `What the letter asks for in its second point: a second way in, declared by its owner for the
        day on which the first one is out. It should be used then, and said to be, since it is
        billed apart; and not a turn longer than it has to be.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-04-15',
      'A key as the way around an outage of sign-in',
      'anthropics/claude-code#48745',
    ),
  ],
  given: signedIn({ accessToken: minutes(10), credentials: 'login-and-key' }),
  work: turns({ count: 9, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshUnavailable('oauth', { status: 503 })),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'fall.used',
    'fall.consented',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
  ],
});
