import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeCorrupt } from '#faults/store-corrupt.ts';

export default scenario({
  title: 'The stored login is no longer JSON',
  why: `Two programs that wrote at once, an editor with a mind of its own. The session has the
        login in memory and could put it right: it is used once more, and ends three minutes later.
        The next one has only what is in the file.`,
  family: 'store',
  seen: [incident('2.1.143', 'A corrupt store that hung the start', 'Claude Code changelog')],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [once(minutes(2), storeCorrupt()), once(minutes(5), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'work.resumable'],
});
