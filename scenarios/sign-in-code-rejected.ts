import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { codeRejected } from '#faults/code-rejected.ts';

export default scenario({
  title: 'The code that was pasted is not accepted',
  why: `Cut off when it was copied, used before, too old. The server says invalid_grant, which
        clients know from refreshing and take for something else.`,
  family: 'sign-in',
  seen: [
    incident(
      '2025',
      'Invalid code. Please make sure the full code was copied',
      'anthropics/claude-code#47152, #36015',
    ),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in-by-code', 'turn', 'sign-in-by-code', 'turn']),
  faults: [during({ until: minutes(9) }, codeRejected('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'bound.no-crash'],
});
