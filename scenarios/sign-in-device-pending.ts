import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { devicePending } from '#faults/device-pending.ts';

export default scenario({
  title: 'The person takes three minutes to type the code',
  why: `authorization_pending is not an error. Whoever polls too fast is told to slow down, and
        whoever gives up makes the person begin again.`,
  family: 'sign-in',
  seen: [
    incident('2019-08', 'authorization_pending', 'RFC 8628, section 3.5'),
    incident('2026', 'A device login that everybody asks for', 'anthropics/claude-code#28827'),
  ],
  given: signedOut(),
  work: steps(minutes(8), ['sign-in-by-device', 'turn', 'turn']),
  faults: [during({ until: minutes(3) }, devicePending('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'bound.no-crash'],
});
