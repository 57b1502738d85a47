import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { storeRenewed } from '#faults/store-renewed.ts';

export default scenario({
  title: 'Another program has refreshed the shared login',
  why: `An editor, a usage meter, a second terminal. The store holds a newer login than memory
        does, and whoever does not look there uses up its last chance on the old one.`,
  family: 'rotation',
  seen: [
    incident(
      '2.1.178',
      'Requests that kept failing after a refresh outside the session',
      'Claude Code changelog',
    ),
    incident('2026', 'Credentials bound at the start of the process', 'earendil-works/pi#6079'),
  ],
  given: signedIn({ accessToken: minutes(7), rotation: 'rotate-and-detect-reuse' }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [once(minutes(5), storeRenewed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'rot.no-reuse'],
});
