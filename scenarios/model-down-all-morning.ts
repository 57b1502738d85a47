import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { serverError } from '#faults/server-error.ts';

export default scenario({
  title: 'The model API fails for two hours, and work keeps coming',
  why: `After the third turn in vain there is nothing to be learnt from ten more attempts at each.
        A client that goes on as if every turn were the first one asks hundreds of times for what
        it has two dozen reasons to ask for, and so does everybody else.`,
  family: 'model',
  seen: [
    incident(
      '2026-04-07',
      'Elevated errors on model requests from 23:00 PT to 01:50 PT',
      'Anthropic status page',
    ),
    incident('2026', 'Ten retries for each turn', 'anthropics/claude-code#81330'),
  ],
  given: signedIn({ accessToken: minutes(240) }),
  work: turns({ count: 28, every: minutes(5) }),
  faults: [during({ from: minutes(8), until: minutes(128) }, serverError('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'retry.backoff',
    'retry.amplification',
    'iso.breaker',
    'conv.self',
  ],
});
