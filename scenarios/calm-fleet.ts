import { minutes } from '#core/duration.ts';
import { scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong, for six sessions with one login',
  why: `The control for fleets: the token runs out once, and it is nobody's trouble.`,
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(8), sessions: 6 }),
  work: turns({ count: 4, every: minutes(3) }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'save.rotation-persisted',
    'rot.cross-process',
    'rot.no-needless',
    'fleet.blast',
    'fleet.simultaneous',
    'truth.no-cry-wolf',
  ],
});
