import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { storeReplaced } from '#faults/store-replaced.ts';

export default scenario({
  title: 'The same person has signed in again elsewhere',
  why: `A second sign-in, in another window: the store holds another login, with a grant of its
        own, and the session still has the old one. Going on with that is the commonest, and
        writing its remains over the new one is the worst. The reports are of two accounts; here
        both logins are of one.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'A session that kept using the login before',
      'anthropics/claude-code#70697, #30031',
    ),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [once(minutes(3), storeReplaced())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss'],
});
