import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'The name is back, and the answer that it was not there lives on',
  why: `NXDOMAIN may be remembered for as long as the zone's SOA says, an hour here. A runtime
        that keeps it spins on a cached error long after everybody else is back.`,
  family: 'dns',
  seen: [
    incident(
      '2.0.75',
      'ENOTFOUND that went on although dig was fine; a new process worked',
      'anthropics/claude-code#14983',
    ),
    incident('2025', 'A runtime that caches NXDOMAIN for the SOA minimum', 'oven-sh/bun#34183'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(11) }, nxdomain('oauth', { negativeTtl: 3_600 })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'dns.rcode',
    'dns.negative-recovery',
    'dns.polite',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
  ],
});
