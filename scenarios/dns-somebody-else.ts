import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { wrongAddress } from '#faults/wrong-address.ts';

export default scenario({
  title: 'The name leads to somebody else',
  why: `A captive portal, a poisoned cache, an address that was given to another tenant. The
        certificate is good and is for another name: nothing may be sent, and nothing may be
        lost.`,
  family: 'dns',
  seen: [
    incident(
      '2025',
      'Intercepted names, told as a poor internet connection',
      'anthropics/claude-code#8032',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, wrongAddress('oauth'))],
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'sec.valid-tls',
  ],
});
