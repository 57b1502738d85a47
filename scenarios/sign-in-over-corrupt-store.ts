import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeCorrupt } from '#faults/store-corrupt.ts';

export default scenario({
  title: 'Somebody signs in over a login file that is no longer JSON',
  why: `What is left of the old login is none. A session that begins with it is asked how things
        stand, and then to sign in: nobody should have to know which file to delete first.`,
  family: 'store',
  seen: [
    incident('2.1.143', 'A corrupt store that hung the start', 'Claude Code changelog'),
    incident('2026', 'No way back but to delete a file', 'anthropics/claude-code#44930, #65761'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(4), ['turn', 'status', 'sign-in', 'sign-out', 'sign-in', 'turn']),
  faults: [once(minutes(2), storeCorrupt()), once(minutes(3), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'conv.human-path', 'work.resumable'],
});
