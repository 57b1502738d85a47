import { minutes } from '#core/duration.ts';
import { scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Four sessions spend one refresh token, and within a minute all are answered',
  why: `The kind sort of server: who asks twice within the grace is answered twice. Four sessions
        share one login, and those that do not look at the store ask with the same refresh token.
        Nothing goes wrong here, and this is what the strict sort is to be compared with.`,
  family: 'control',
  seen: [],
  given: signedIn({
    accessToken: minutes(7),
    lifetime: minutes(9),
    rotation: 'rotate-with-grace',
    sessions: 4,
  }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'save.rotation-persisted',
    'rot.cross-process',
  ],
});
