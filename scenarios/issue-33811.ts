import { minutes } from '#core/duration.ts';
import { expired, incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { signOutUnauthorized } from '#faults/sign-out-unauthorized.ts';

export default scenario({
  title: 'Issue 33811: neither in nor out',
  why: `The token has expired overnight. Asked to sign out, the server says 401; asked to sign
        in, it says 401. It went on for 34 hours.`,
  family: 'incident',
  seen: [
    incident(
      '2026',
      'Login and logout both return 401 after expiry',
      'anthropics/claude-code#33811, #44930, #1746',
    ),
  ],
  given: signedIn({ accessToken: expired }),
  work: steps(minutes(6), ['turn', 'sign-in', 'sign-out', 'sign-in', 'turn']),
  faults: [during({ until: minutes(21) }, signOutUnauthorized('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'keep.local', 'bound.no-crash'],
});
