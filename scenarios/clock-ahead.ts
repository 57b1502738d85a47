import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';

export default scenario({
  title: 'The clock is two hours ahead',
  why: `The stored token has expired, as far as the client can tell. Refreshing once is reasonable.
        Whoever reckons the new one's life from when it came is right again, if by the wrong clock;
        whoever goes by the server's times and this machine's refreshes with each request.`,
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
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'clk.no-loop'],
});
