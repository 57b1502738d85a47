import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'Issue 36911: signed out several times a day',
  why: `Short tokens, and a refresh that fails once in a while. Each time is a small thing, and
        over a working day it is a sign-in every other hour. Staged as a day of eight hours with
        one refresh in three lost to an error.`,
  family: 'incident',
  seen: [
    incident('2026', 'Token expires multiple times per day', 'anthropics/claude-code#36911'),
    incident('2026', 'The same, with nobody there', 'anthropics/claude-code#38521, #50743'),
  ],
  given: signedIn({ accessToken: minutes(50), lifetime: minutes(60) }),
  work: turns({ count: 32, every: minutes(15) }),
  faults: [
    during(
      { from: minutes(1), until: minutes(470), share: 0.34 },
      refreshUnavailable('oauth', { status: 500 }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'truth.no-cry-wolf',
    'bound.no-crash',
  ],
});
