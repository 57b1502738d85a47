import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { signInDenied } from '#faults/sign-in-denied.ts';

export default scenario({
  title: 'The person says no',
  why: `Consent is refused, on purpose: once in a browser, and once on another device. There is
        nothing to retry and nobody to blame, and the client should go back to where it was, with
        the login that it had.`,
  family: 'sign-in',
  seen: [
    incident('2012-10', 'access_denied', 'RFC 6749, section 4.1.2.1'),
    incident('2019-08', 'access_denied', 'RFC 8628, section 3.5'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(6), ['turn', 'sign-in', 'sign-in-by-device', 'turn']),
  faults: [throughout(signInDenied('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'bound.no-crash'],
});
