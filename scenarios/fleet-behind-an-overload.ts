import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'The overload is over, and there is room for half as much again and no more',
  why: `Ten sessions ask a model that has room for fifteen requests in a second. For ten minutes
        it turns away everybody. Whoever keeps what failed, to ask for all of it again as soon as
        it can, asks for more than there is room for, is turned away, and keeps that as well: what
        set it off is gone, and the overload is not. The numbers are ours.`,
  family: 'fleet',
  seen: [
    incident(
      '2021',
      'Failures that stay when their trigger is gone, most of them by retries',
      'Bronson et al., Metastable Failures in Distributed Systems, HotOS 2021',
    ),
    incident('2026', '529 for minutes on end', 'anthropics/claude-code#81330'),
  ],
  given: signedIn({ accessToken: minutes(120), sessions: 10, capacity: 15 }),
  work: turns({ count: 8, every: minutes(4) }),
  faults: [during({ from: minutes(7), until: minutes(17) }, overloaded('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'retry.backoff',
    'retry.jitter',
    'herd.metastable',
    'conv.self',
  ],
});
