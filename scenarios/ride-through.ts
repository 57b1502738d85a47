import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'Sign-in goes away a minute before the token runs out',
  why: `The token has work to do in its last minutes, and each piece of it is a chance to ask for
        the next one while sign-in is still there. Who takes it flies on for the life of that one;
        who renews at the last moment, and the last moment is the outage, is grounded by minutes
        that others did not notice. A lifetime of twenty minutes is ours: so the outage meets
        everybody in the end.`,
  family: 'refresh',
  seen: [
    incident('2026-04-07', 'Sign-in out for forty minutes, at 14:32 UTC'),
    incident('2026', 'Sessions that end every eight hours', 'anthropics/claude-code#68398'),
  ],
  given: signedIn({ accessToken: seconds(615), lifetime: minutes(20) }),
  work: turns({ count: 22, every: seconds(90) }),
  faults: [during({ from: seconds(560), until: seconds(1_550) }, nxdomain('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'keep.ride-through',
    'bound.no-crash',
    'bound.resources',
  ],
});
