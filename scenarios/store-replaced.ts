import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { storeReplaced } from '#faults/store-replaced.ts';

export default scenario({
  title: 'Somebody else has signed in',
  why: `Another account, in the same store, in mid-session. Going on with the old one is wrong,
        mixing the two is worse, and not noticing is the commonest.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'A session that kept using the account before',
      'anthropics/claude-code#70697, #30031',
    ),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [once(minutes(3), storeReplaced())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss'],
});
