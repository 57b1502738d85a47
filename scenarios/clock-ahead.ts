import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';

export default scenario({
  title: 'The clock is two hours ahead',
  why: `Every token has expired, as far as the client can tell, and so has every new one.
        Refreshing once is reasonable, and refreshing with each request is a storm.`,
  family: 'clock',
  seen: [
    incident('2.1.133', 'Clock skew that looked like a broken lock', 'Claude Code changelog'),
    incident(
      '2026',
      'Check that your system clock is accurate',
      'Claude Code docs, troubleshooting',
    ),
  ],
  given: signedIn({ accessToken: minutes(30), lifetime: minutes(30) }),
  work: turns({ count: 6, every: minutes(8) }),
  faults: [throughout(clockSkewed({ minutes: 120 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss'],
});
