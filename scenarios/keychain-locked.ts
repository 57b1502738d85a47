import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { keychainLocked } from '#faults/keychain-locked.ts';

export default scenario({
  title: 'The keychain is locked',
  why: `Over SSH, from cron, after a restart. The login is there and nobody may see it, which is
        not the same as being signed out.`,
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
  faults: [during({ from: minutes(3), until: minutes(13) }, keychainLocked())],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
