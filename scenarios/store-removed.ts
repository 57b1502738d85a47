import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeRemoved } from '#faults/store-removed.ts';

export default scenario({
  title: 'The stored login is gone',
  why: `Tidied away, or signed out by another program with the same store. The session still has
        it in memory: who may use it, and for how long, is a question of manners.
        It renews its token, is ended, and the next one finds what was stored by then.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'Old credentials that were removed before the new ones were there',
      'openai/codex#46430',
    ),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [once(minutes(3), storeRemoved()), once(minutes(11), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'work.resumable'],
});
