import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { deviceExpired } from '#faults/device-expired.ts';

export default scenario({
  title: 'The code on the screen runs out before anybody types it',
  why: `expired_token: there is nothing more to wait for. A client that polls on, or fails
        without saying that a new code is to be had, has lost its person.`,
  family: 'sign-in',
  seen: [incident('2019-08', 'expired_token', 'RFC 8628, section 3.5')],
  given: signedOut(),
  work: steps(minutes(8), ['sign-in-by-device', 'turn', 'sign-in-by-device', 'turn']),
  faults: [during({ until: minutes(9) }, deviceExpired('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'bound.no-crash'],
});
