import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { serverError } from '#faults/server-error.ts';

export default scenario({
  title: 'On 15 April 2026 sign-in is down for hours while the models answer',
  why: `Max subscribers were locked out for hours by the part of the service that is not the
        engine. Tokens that were good went on working, and everybody else was told to sign in,
        which could not work. Three hours; the letter says "hours".`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-15',
      'An authentication outage with inference fully operational',
      'anthropics/claude-code#48745',
    ),
  ],
  given: signedIn({ accessToken: minutes(28), lifetime: minutes(60) }),
  work: turns({ count: 14, every: minutes(15), attended: true }),
  faults: [
    during({ from: minutes(5), until: minutes(185) }, serverError('oauth', { status: 500 })),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'truth.next-step',
    'truth.advice-works',
    'iso.auth-not-model',
    'bound.no-crash',
    'bound.resources',
  ],
});
