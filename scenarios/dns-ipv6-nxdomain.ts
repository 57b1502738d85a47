import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { familyFails } from '#faults/family-fails.ts';

export default scenario({
  title: 'To queries for IPv6, the sign-in host does not exist',
  why: `A load balancer that knows one kind of record says of every other that the name is not
        there. Whoever believes it forgets the address that it was given in the same breath.`,
  family: 'dns',
  seen: [
    incident('2005-05', 'What name servers do to queries for AAAA records', 'RFC 4074, section 4'),
    incident('2024', 'A connection by one family that was given up too soon', 'nodejs/node#54359'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, familyFails('oauth', { how: 'NXDOMAIN' })),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'dns.family-split'],
});
