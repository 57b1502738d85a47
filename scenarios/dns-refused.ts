import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { dnsRefused } from '#faults/dns-refused.ts';

export default scenario({
  title: 'The resolver will not answer for the sign-in host',
  why: `REFUSED is a verdict on whoever asks and says nothing about the name: split DNS, a
        resolver behind the wrong interface. The C library reports it as a passing failure, and
        a client that brings a resolver of its own may stop at the first server that says no.`,
  family: 'dns',
  seen: [
    incident(
      '2.1.193',
      'getaddrinfo EREFUSED for every host of the provider, while curl found them',
      'anthropics/claude-code#71824',
    ),
    incident(
      '2026',
      'Failed to connect to the token host: EREFUSED',
      'anthropics/claude-code#72706',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, dnsRefused('oauth'))],
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
  ],
});
