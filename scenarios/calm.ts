import { minutes } from '#core/duration.ts';
import { scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong',
  why: `The control: a token is refreshed on the way, a tool is used, and everything answers.
        Whatever a client does badly here has nothing to do with any fault, and whatever a check
        objects to here is the check's error.`,
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(8) }),
  work: turns({ count: 4, every: minutes(3), tool: true }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'save.rotation-persisted',
    'rot.no-needless',
    'truth.no-cry-wolf',
  ],
});
