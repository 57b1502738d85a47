import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { familyFails } from '#faults/family-fails.ts';

export default scenario({
  title: 'Queries for IPv6 addresses of the sign-in host fail',
  why: `The address is there, and half of the question for it is answered with a server failure.
        Whoever takes the worse answer for the truth is cut off from a service that is up.`,
  family: 'dns',
  seen: [
    incident('2005-05', 'What name servers do to queries for AAAA records', 'RFC 4074, section 4'),
    incident('2024', 'A connection by one family that was given up too soon', 'nodejs/node#54359'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, familyFails('oauth', { how: 'SERVFAIL' })),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'dns.family-split'],
});
