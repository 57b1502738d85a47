import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { storeFull } from '#faults/store-full.ts';

export default scenario({
  title: 'There is no space left to store the login',
  why: `A full disk, a quota. The write fails for want of space, and the old text is still there:
        with a refresh token that has been spent by then. The session has the new one in memory
        and can go on.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'A configuration that was cut off by a full disk',
      'anthropics/claude-code#2593, #29155',
    ),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, storeFull())],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
