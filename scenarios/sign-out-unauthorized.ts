import { minutes } from '#core/duration.ts';
import { expired, incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { signOutUnauthorized } from '#faults/sign-out-unauthorized.ts';

export default scenario({
  title: 'Sign-out and sign-in both answer 401',
  why: `The token has expired, and to get rid of it one needs a token. People have deleted
        files, reinstalled, and gone back to older versions to get out of this one.`,
  family: 'sign-in',
  seen: [
    incident(
      '2026',
      'OAuth token expired, no recovery path: login and logout return 401',
      'anthropics/claude-code#33811, #44930, #33879',
    ),
    incident(
      '2.1.139',
      'Expired credentials that blocked auth login, logout and status',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: expired }),
  work: steps(minutes(6), ['turn', 'sign-out', 'sign-in', 'turn']),
  faults: [during({ until: minutes(15) }, signOutUnauthorized('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'keep.local', 'bound.no-crash'],
});
