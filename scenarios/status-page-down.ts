import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';
import { statusPageDown } from '#faults/status-page-down.ts';

export default scenario({
  title: 'Sign-in is down, and so is the status page',
  why: `They are often neighbours. Asking for news is a courtesy to the user, and must cost
        neither time nor an error of its own.`,
  family: 'human',
  seen: [
    incident(
      '2025',
      'An optional host that blocked the start',
      'anthropics/claude-code#808, #62318',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshUnavailable('oauth', { status: 500 })),
    during({ from: minutes(5), until: minutes(17) }, statusPageDown('status', { status: 503 })),
  ],
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
  ],
});
