import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { deviceSlowDown } from '#faults/device-slow-down.ts';

export default scenario({
  title: 'The server asks the device to poll less often',
  why: `slow_down adds five seconds to the interval, each time and for good. A client that goes
        on as before is never served.`,
  family: 'sign-in',
  seen: [incident('2019-08', 'slow_down', 'RFC 8628, section 3.5')],
  given: signedOut(),
  work: steps(minutes(8), ['sign-in-by-device', 'turn', 'turn']),
  faults: [during({ until: minutes(1) }, deviceSlowDown('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'bound.no-crash'],
});
