import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { storeLocked } from '#faults/store-locked.ts';

export default scenario({
  title: 'Somebody holds the lock on the stored login, and does not let go',
  why: `Another process holds the lock, keeps it fresh, and does not let go: a session that hangs in
        a refresh of its own, a backup, a virus scanner. Whoever waits without an end hangs too.`,
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
