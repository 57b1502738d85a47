import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { answeredLate } from '#faults/answered-late.ts';

export default scenario({
  title: 'The code is exchanged, and the answer takes twenty seconds',
  why: `The person has done everything right, the page says that all is well, and the client has
        stopped waiting at fifteen. The first of the April threads was this one.`,
  family: 'sign-in',
  seen: [
    incident(
      '2026-03-11',
      'OAuth error: timeout of 15000ms exceeded',
      'anthropics/claude-code#33213, #33214, #33219',
    ),
    incident('2.1.126', 'Sign-in that timed out on slow networks', 'Claude Code changelog'),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in', 'turn', 'turn']),
  faults: [throughout(answeredLate('oauth', { ms: 20_000 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'bound.no-crash'],
});
