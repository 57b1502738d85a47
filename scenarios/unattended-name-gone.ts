import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'At night, the sign-in host vanishes from DNS',
  why: `The outage of 7 April for an agent that nobody watches. It cannot work, and that is not its
        fault; that nobody knows until the morning would be.`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-07',
      'Scheduled work that did not happen',
      'anthropics/claude-code#33238, #44275',
    ),
    incident(
      '2025-11',
      'OAuth token expiration disrupts autonomous workflows',
      'anthropics/claude-code#12447',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 10, every: minutes(5), mode: 'unattended' }),
  faults: [during({ from: minutes(4), until: minutes(42) }, nxdomain('oauth'))],
  exercises: [
    'keep.valid-token',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'see.sign',
    'see.watchdog',
  ],
});
