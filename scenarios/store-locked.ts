import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { storeLocked } from '#faults/store-locked.ts';

export default scenario({
  title: 'Somebody holds the lock on the stored login, and does not let go',
  why: `A process that died with the lock in its hand, or an update that left it behind.
        Everybody waits for somebody who is not there.`,
  family: 'store',
  seen: [
    incident('2026', 'A stale lock that blocked every write', 'anthropics/claude-code#95425'),
    incident('2.1.133', 'Lock file is already being held', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, storeLocked())],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
