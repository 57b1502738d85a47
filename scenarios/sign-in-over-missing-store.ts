import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeRemoved } from '#faults/store-removed.ts';

export default scenario({
  title: 'Somebody signs in where the login file has been deleted',
  why: `The oldest advice of all: delete the file and sign in again. It should work, with whatever
        is left around it.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'Told to delete the file, and still locked out',
      'anthropics/claude-code#80605',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(4), ['turn', 'status', 'sign-in', 'sign-out', 'sign-in', 'turn']),
  faults: [once(minutes(2), storeRemoved()), once(minutes(3), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'conv.human-path', 'work.resumable'],
});
