import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'The model API vanishes from DNS',
  why: `Sign-in is there and the model is not. The login has nothing to do with it, and a client
        that says so much as "sign in again" sends its user the wrong way.`,
  family: 'dns',
  seen: [
    incident(
      '2025',
      'ENOTFOUND for the API host, told as a poor connection',
      'anthropics/claude-code#14983',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, nxdomain('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'dns.rcode',
    'dns.negative-recovery',
    'dns.polite',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
