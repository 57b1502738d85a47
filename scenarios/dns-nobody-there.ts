import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nobodyListens } from '#faults/nobody-listens.ts';

export default scenario({
  title: 'The name leads to an address where nobody listens',
  why: `A record that points at a machine which has been taken away. The name resolves and the
        connection is refused, so that it is the network and not the name which has to be told.`,
  family: 'dns',
  seen: [
    incident(
      '2.1.197',
      'ConnectionRefused, told for every trouble below HTTP',
      'measured by this project, 2026-11',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, nobodyListens('oauth'))],
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
    'dns.re-resolve',
  ],
});
