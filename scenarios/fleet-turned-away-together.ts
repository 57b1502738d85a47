import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'Twenty-four sessions are turned away in the same moment, and ten seconds later let in',
  why: `They failed together, so they wait alike: without chance in their waits all of them come
        back in the same second, and the service that has just got up goes down under them. How
        long it lasts and how many they are is ours: long enough for four retries, and not so long
        that anybody would have given up.`,
  family: 'fleet',
  seen: [
    incident('2026', '529 for minutes on end, for everybody', 'anthropics/claude-code#81330'),
    incident(
      '2015-03',
      'Exponential backoff without jitter: the calls come in clusters',
      'AWS Architecture Blog, Exponential Backoff And Jitter',
    ),
  ],
  given: signedIn({ accessToken: minutes(120), sessions: 24 }),
  work: turns({ count: 3, every: seconds(250) }),
  faults: [during({ from: seconds(249), until: seconds(260) }, overloaded('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'retry.backoff',
    'retry.jitter',
    'herd.recovery-peak',
    'conv.self',
  ],
});
