import { hours, minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'Sign-in is out for three hours of a night in which nobody is there',
  why: `Work comes in from a schedule and nobody waits for it. It may take as long as it takes, if
        whoever looks at the log in the morning, or a watchdog meanwhile, can tell a client that
        is at it from one that is dead: a word a minute, and none of them the same lie.`,
  family: 'dns',
  seen: [
    incident('2026', 'All agents went silent at the same time', 'outage analysis of a fleet'),
    incident(
      '2025-11',
      'OAuth token expiration disrupts autonomous workflows',
      'anthropics/claude-code#12447',
    ),
  ],
  given: signedIn({ accessToken: minutes(50), lifetime: hours(8) }),
  work: turns({ count: 12, every: minutes(20), mode: 'unattended' }),
  faults: [during({ from: minutes(30), until: minutes(210) }, nxdomain('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'bound.no-crash',
    'bound.resources',
  ],
});
