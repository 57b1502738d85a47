import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';
import { statusSays } from '#faults/status-says.ts';

export default scenario({
  title: 'The status page finds out when it is nearly over',
  why: `All systems are operational, says the page, while nobody can sign in. Users learnt of
        the April outages from each other before the page knew, and later it tells of an outage
        that has ended.`,
  family: 'human',
  seen: [
    incident(
      '2026-04-07',
      'Thousands of complaints by mid-morning',
      'Business Insider, citing Downdetector',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 10, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshUnavailable('oauth', { status: 500 })),
    during({ from: minutes(14), until: minutes(24) }, statusSays('status', { indicator: 'major' })),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
