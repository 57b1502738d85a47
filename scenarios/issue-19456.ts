import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeReadOnly } from '#faults/store-read-only.ts';

export default scenario({
  title: 'Issue 19456: the keychain takes nothing back',
  why: `The keychain can be read and refuses to be written. The new token is in memory, the
        spent one in the keychain, and the next session begins with it. Staged with a session
        that dies and is started again.`,
  family: 'incident',
  seen: [
    incident('2026', 'Keychain permission error prevents refresh', 'anthropics/claude-code#19456'),
    incident('2.1.69', 'A keychain that kept a stale login', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7), keeps: 'keychain', rotation: 'rotate-with-grace' }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [
    during({ from: minutes(2), until: minutes(16) }, storeReadOnly()),
    once(minutes(10), killed()),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
