import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { frozen } from '#faults/frozen.ts';

export default scenario({
  title: 'Five sessions sleep past the end of their token and wake in the same second',
  why: `The lid is closed with every session signed in and opened an hour later. All of them find
        the same expired token at once, and a refresh that nobody coordinates is one that the server
        takes for theft: the morning begins with a sign-in.`,
  family: 'fleet',
  seen: [
    incident(
      '2.1.211',
      'Waking a machine from sleep signed all of its sessions out',
      'Claude Code changelog, also 2.1.129 and 2.1.221',
    ),
  ],
  given: signedIn({
    accessToken: minutes(12),
    rotation: 'rotate-and-detect-reuse',
    sessions: 5,
  }),
  work: turns({ count: 3, every: minutes(8) }),
  faults: [during({ from: minutes(6), until: minutes(14) }, frozen())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'rot.cross-process',
    'fleet.blast',
    'fleet.simultaneous',
  ],
});
