import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeWrongTypes } from '#faults/store-wrong-types.ts';

export default scenario({
  title: 'Somebody signs in over a login file with numbers for text',
  why: `It is JSON, and of no use. What stumbles over it in a turn stumbles over it in a sign-in as
        well, unless that looks at nothing but what is new.`,
  family: 'store',
  seen: [incident('2.1.143', 'Scopes that were no list hung the start', 'Claude Code changelog')],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(4), ['turn', 'status', 'sign-in', 'sign-out', 'sign-in', 'turn']),
  faults: [once(minutes(2), storeWrongTypes()), once(minutes(3), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'conv.human-path', 'work.resumable'],
});
