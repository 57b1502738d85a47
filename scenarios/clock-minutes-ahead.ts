import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { clockSkewed } from '#faults/clock-skewed.ts';

export default scenario({
  title: 'The clock is four minutes ahead',
  why: `Nobody notices a clock that is minutes wrong. Tokens seem to end four minutes early, and
        answers to come from the past: neither is a reason to fail, or to refresh more than once.`,
  family: 'clock',
  seen: [
    incident(
      '2015-05',
      'A few minutes of leeway, for clocks that differ',
      'RFC 7519, section 4.1.4',
    ),
    incident(
      '2026',
      'Check that your system clock is accurate',
      'Claude Code docs, troubleshooting',
    ),
  ],
  given: signedIn({ accessToken: minutes(30), lifetime: minutes(30) }),
  work: turns({ count: 9, every: minutes(8) }),
  faults: [throughout(clockSkewed({ minutes: 4 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'clk.skew'],
});
