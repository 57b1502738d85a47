import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { familyFails } from '#faults/family-fails.ts';

export default scenario({
  title: 'Nothing comes of queries for IPv6 addresses',
  why: `A firewall drops what it does not know. The C library waits for both answers, and longer
        than Node waits for a connection: a program of Node has no way to the address that is
        there. One that asks for itself has it at once.`,
  family: 'dns',
  seen: [
    incident('2005-05', 'What name servers do to queries for AAAA records', 'RFC 4074, section 4'),
    incident('2024', 'A connection by one family that was given up too soon', 'nodejs/node#54359'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, familyFails('oauth', { how: 'silence' })),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'dns.family-split'],
});
