import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'Somebody asks who is signed in, and signs out, while no name resolves',
  why: `The first things that a person tries in an outage take a file and no server. A client that
        must have a good token before it can say that it has none leaves them to delete files.`,
  family: 'sign-in',
  seen: [
    incident(
      '2.1.139',
      'Expired credentials that blocked auth login, logout and status',
      'Claude Code changelog',
    ),
    incident('2026', 'Login times out, and no other way out', 'anthropics/claude-code#44729'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: steps(minutes(4), [
    'turn',
    'status',
    'turn',
    'status',
    'sign-out',
    'status',
    'sign-in',
    'turn',
  ]),
  faults: [
    during({ until: minutes(22) }, nxdomain('oauth')),
    during({ until: minutes(22) }, nxdomain('model')),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'keep.local', 'bound.no-crash'],
});
