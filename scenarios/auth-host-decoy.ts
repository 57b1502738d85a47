import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'A name that nobody asks for does not resolve',
  why: `auth.anthropic.com was blamed for the outage of 7 April, and no client that was measured
        asks for it. If its absence disturbs anybody, or if anybody blames it, something is wrong.`,
  family: 'decoy',
  seen: [
    incident('2026-04-06', 'nslookup auth.anthropic.com: NXDOMAIN', 'anthropics/claude-code#44275'),
  ],
  given: signedIn({ accessToken: minutes(8) }),
  work: turns({ count: 4, every: minutes(3) }),
  faults: [during({ from: minutes(2), until: minutes(8) }, nxdomain('decoy'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'truth.no-cry-wolf'],
  decoy: true,
});
