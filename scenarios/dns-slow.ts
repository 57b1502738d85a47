import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsLate } from '#faults/dns-late.ts';

export default scenario({
  title: 'The resolver takes four seconds to find the sign-in host',
  why: `Slow is not down: whoever waits is served. A client whose patience is shorter than the
        resolver's best makes an outage of it.`,
  family: 'dns',
  seen: [
    incident(
      '2024',
      'Slow resolvers on hotspots make a sign-in time out',
      'anthropics/claude-code#28267',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, dnsLate('oauth', { ms: 4_000 }))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'bound.no-crash',
    'dns.re-resolve',
  ],
});
