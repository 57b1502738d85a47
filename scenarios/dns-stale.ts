import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { servfail } from '#faults/servfail.ts';

export default scenario({
  title: 'No name server can say any more where the model API is',
  why: `The host is where it was, and nobody can tell. Whoever keeps an old address for such a day
        works on; whoever does not says that it is the name, and comes back with it.`,
  family: 'dns',
  seen: [incident('2020-03', 'Stale data, to improve resiliency', 'RFC 8767, section 1')],
  given: signedIn({ accessToken: minutes(60) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, servfail('model', { extended: 22 }))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'conv.self',
    'see.sign',
    'dns.stale',
    'dns.ede',
    'dns.re-resolve',
  ],
});
