import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { keychainLocked } from '#faults/keychain-locked.ts';
import { killed } from '#faults/killed.ts';

export default scenario({
  title: 'The keychain is locked',
  why: `Over SSH, from cron, after a restart. The login is there and nobody may see it, which is
        not the same as being signed out. A session that is started meanwhile can say so, and works
        once it has been unlocked.`,
  family: 'store',
  seen: [
    incident(
      '2025',
      'Missing API key, with two keychain prompts that do not help',
      'anthropics/claude-code#9403, #10158, #5244',
    ),
    incident('2026', 'The system vault is not available', 'github/copilot-cli#2165'),
  ],
  given: signedIn({ accessToken: minutes(7), keeps: 'keychain' }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, keychainLocked()),
    once(minutes(5), killed()),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'conv.time',
    'work.no-loss',
    'work.resumable',
  ],
});
