import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'On 8 April 2026, errors from 06:23 to 09:33 UTC, understood half way through',
  why: `Began at 06:23, identified at 07:59, repaired at 09:33. Which part it was is not said.
        Staged as sign-in that fails throughout for the first ninety-six minutes and half of the
        time until the repair, which is one reading among several.`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-08',
      '06:23 to 09:33 UTC, identified at 07:59',
      'Anthropic status page, by way of type0.ai',
    ),
  ],
  given: signedIn({ accessToken: minutes(41), lifetime: minutes(60) }),
  work: turns({ count: 14, every: minutes(15) }),
  faults: [
    during({ from: minutes(5), until: minutes(101) }, refreshUnavailable('oauth', { status: 500 })),
    during(
      { from: minutes(101), until: minutes(195), share: 0.5 },
      refreshUnavailable('oauth', { status: 500 }),
    ),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'iso.auth-not-model',
    'bound.no-crash',
  ],
});
