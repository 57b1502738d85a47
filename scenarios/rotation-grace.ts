import { minutes } from '#core/duration.ts';
import { scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'A spent refresh token still works for a minute',
  why: `The kind sort of server: who asks twice is answered twice. Nothing goes wrong here, and
        this is what the strict sort is to be compared with.`,
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(7), lifetime: minutes(9), rotation: 'rotate-with-grace' }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss'],
});
