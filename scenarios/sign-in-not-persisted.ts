import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during, once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeReadOnly } from '#faults/store-read-only.ts';

export default scenario({
  title: 'Signing in works, and cannot be saved',
  why: `"Login successful", and the next command is signed out: the store could not be written,
        and nobody looked. Here the client is killed and started again after the first turn.`,
  family: 'sign-in',
  seen: [
    incident(
      '2026',
      'Login successful, then not logged in',
      'anthropics/claude-code#79407, #71717, #65761',
    ),
    incident(
      '2025',
      'No API key available after successful token write',
      'anthropics/claude-code#59527',
    ),
  ],
  given: signedOut(),
  work: steps(minutes(6), ['sign-in', 'turn', 'status', 'turn']),
  faults: [
    // Between the link and the code: what a client writes beforehand is not what this is about.
    during({ from: seconds(2), until: 'the end' }, storeReadOnly()),
    once(minutes(9), killed()),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
