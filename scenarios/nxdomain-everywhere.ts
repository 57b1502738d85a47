import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'No name resolves at all',
  why: `A laptop that has lost its network, a VPN that went down with its resolver. Everything
        fails for one and the same reason, and there is only one thing to say.`,
  family: 'dns',
  seen: [
    incident(
      '2026',
      'A session in a tunnel, on a train, behind a dead VPN',
      'anthropics/claude-code#85149',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, nxdomain('model')),
    during({ from: minutes(5), until: minutes(17) }, nxdomain('oauth')),
    during({ from: minutes(5), until: minutes(17) }, nxdomain('status')),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'dns.negative-recovery',
    'dns.polite',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'dns.rcode',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
    'see.sign',
  ],
});
