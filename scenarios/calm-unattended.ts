import { minutes } from '#core/duration.ts';
import { scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong, and nobody is there',
  why: `The control for alerts: whoever calls for help here is not listened to when it matters.`,
  family: 'control',
  seen: [],
  given: signedIn({ accessToken: minutes(12), lifetime: minutes(20) }),
  work: turns({ count: 6, every: minutes(8), mode: 'unattended' }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
