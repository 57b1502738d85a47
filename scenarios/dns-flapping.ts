import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { flapping } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: 'The sign-in host comes and goes every two minutes',
  why: `One of several resolvers has lost the zone. Each retry is a new throw of the dice, and a
        client that gives up after the first, or for good, loses what the next one would have
        won.`,
  family: 'dns',
  seen: [
    incident(
      '2026-04-06',
      'Some resolvers found the sign-in host and some did not',
      'anthropics/claude-code#44275',
    ),
  ],
  // A token for each two turns, so that each time the name is gone somebody needs it.
  given: signedIn({ accessToken: minutes(5.5), lifetime: minutes(3.5) }),
  work: turns({ count: 12, every: minutes(2) }),
  faults: [
    ...flapping(
      { from: minutes(5), every: minutes(4), lasting: minutes(2), times: 4 },
      nxdomain('oauth'),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'truth.no-cry-wolf',
    'dns.rcode',
    'dns.polite',
    'keep.ride-through',
    'bound.no-crash',
  ],
});
