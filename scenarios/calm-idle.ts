import { minutes } from '#core/duration.ts';
import { scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong, for three hours in which hardly anything is asked',
  why: `The control for patience: two sessions with one login, something to do every quarter of an
        hour, and a token that lives for one. Whoever refreshes more often than that puts the login
        at risk for nothing.`,
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(55), sessions: 2 }),
  work: turns({ count: 12, every: minutes(15) }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'rot.no-needless',
    'save.rotation-persisted',
    'rot.cross-process',
  ],
});
