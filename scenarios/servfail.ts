import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { servfail } from '#faults/servfail.ts';

export default scenario({
  title: 'The resolver cannot say where to sign in',
  why: `SERVFAIL is no answer: the name may be there. The C library asks again and then reports a
        passing failure (EAI_AGAIN), which clients that only know ENOTFOUND take for anything.`,
  family: 'dns',
  seen: [
    incident(
      '2.1.193',
      'A resolver that failed for every host of the provider, while curl found them',
      'anthropics/claude-code#71824',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, servfail('oauth'))],
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
    'bound.resources',
    'see.sign',
  ],
});
