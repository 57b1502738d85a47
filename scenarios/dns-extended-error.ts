import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { servfail } from '#faults/servfail.ts';

export default scenario({
  title: 'The resolver fails, and says why',
  why: `SERVFAIL with an extended error beside it: no reachable authority. Hardly any program
        can see it, and the user who could would know at once that it is not their network.`,
  family: 'dns',
  seen: [incident('2020-10', 'Extended DNS errors', 'RFC 8914, section 4.23')],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, servfail('oauth', { extended: 22 }))],
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
    'dns.rcode',
    'dns.negative-recovery',
    'dns.polite',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'dns.ede',
  ],
});
