import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';
import { killed } from '#faults/killed.ts';

export default scenario({
  title: 'Somebody signs in after their login was revoked',
  why: `The server has ended the grant, and there is a person. From the first command on it should
        be a matter of minutes, with what is stored in the way of nobody.`,
  family: 'human',
  seen: [
    incident(
      '2.1.139',
      'An expired login that blocked sign-in, sign-out and status',
      'Claude Code changelog',
    ),
    incident(
      '2026',
      'A sign-in that the old login stood in the way of',
      'anthropics/claude-code#44930',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(4), ['turn', 'status', 'sign-in', 'sign-out', 'sign-in', 'turn']),
  faults: [once(minutes(2), grantRevoked()), once(minutes(3), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'conv.human-path', 'work.resumable'],
});
