import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeWrongTypes } from '#faults/store-wrong-types.ts';

export default scenario({
  title: 'The stored login has numbers where it should have text',
  why: `Valid JSON of another version, or of another program. It parses, and then something far
        away fails: in the session that is running when it refreshes, in the next one at once.`,
  family: 'store',
  seen: [incident('2.1.143', 'Scopes that were no list hung the start', 'Claude Code changelog')],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [once(minutes(2), storeWrongTypes()), once(minutes(5), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'work.resumable'],
});
