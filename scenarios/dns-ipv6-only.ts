import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { ipv6Only } from '#faults/ipv6-only.ts';

export default scenario({
  title: 'The sign-in host has an IPv6 address only',
  why: `Networks without IPv4 are there, and so are clients that only ever look for it.`,
  family: 'dns',
  seen: [
    incident(
      '2.1.126',
      'Sign-in timed out on networks that have IPv6 only',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, ipv6Only('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'bound.no-crash',
    'dns.family-split',
  ],
});
