import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { serverError } from '#faults/server-error.ts';

export default scenario({
  title: 'On 17 March 2026 the web application is out for hours',
  why: `What was published says that Claude.ai was out for hours and not why. Staged as what a
        coding agent would feel of it: the pages to sign in on and the token endpoint are gone
        for three hours, inference is not, and in the second of them somebody tries to sign in.
        The length is a reading of "hours"; whether the token endpoint was part of it is not
        known.`,
  family: 'incident',
  seen: [
    incident(
      '2026-03-17',
      'An outage that knocked out Claude.ai for hours',
      'type0.ai, on the April incidents',
    ),
  ],
  given: signedIn({ accessToken: minutes(50), lifetime: minutes(60) }),
  work: steps(minutes(15), [
    ...Array<'turn'>(5).fill('turn'),
    'sign-in',
    ...Array<'turn'>(9).fill('turn'),
  ]),
  faults: [
    during({ from: minutes(10), until: minutes(190) }, serverError('oauth', { status: 503 })),
    during(
      { from: minutes(10), until: minutes(190) },
      serverError('oauth', { status: 503, endpoint: 'authorize' }),
    ),
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
    'iso.breaker',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
