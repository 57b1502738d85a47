import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { ipv4Only } from '#faults/ipv4-only.ts';

export default scenario({
  title: 'The sign-in host loses its IPv6 address',
  why: `A name with an A record and no AAAA is the ordinary case. It must not cost anything,
        whichever family a client asks for first.`,
  family: 'dns',
  seen: [
    incident(
      '2012-04',
      'A client that is refused one family goes on with the other',
      'RFC 8305, section 3',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, ipv4Only('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'bound.no-crash',
    'dns.family-split',
  ],
});
