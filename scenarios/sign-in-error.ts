import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { serverError } from '#faults/server-error.ts';

export default scenario({
  title: 'The code is exchanged, and the answer is 500',
  why: `"You are all set up", says the page, and the client says 500. The code is spent, so that
        the whole ceremony has to be gone through again; nothing that was there before may be
        lost by it.`,
  family: 'sign-in',
  seen: [
    incident(
      '2026-04-06',
      'OAuth error: Request failed with status code 500',
      'anthropics/claude-code#44252, #44277',
    ),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in', 'turn', 'sign-in', 'turn']),
  faults: [during({ until: minutes(9) }, serverError('oauth', { status: 500 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.no-cry-wolf', 'bound.no-crash'],
});
