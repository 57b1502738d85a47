import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { callbackPortTaken } from '#faults/callback-port-taken.ts';

export default scenario({
  title: 'The port to which the browser comes back is taken',
  why: `A second sign-in, or a program that was there first. The browser has been sent somewhere
        by then, and what comes back there is not for us.`,
  family: 'sign-in',
  seen: [
    incident('2.1.74', 'A callback port in use hung the sign-in', 'Claude Code changelog'),
    incident(
      '2025',
      'Two listeners, and a state that does not match',
      'anthropics/claude-code#31007',
    ),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in', 'turn', 'turn']),
  faults: [throughout(callbackPortTaken())],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
