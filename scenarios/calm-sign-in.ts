import { minutes } from '#core/duration.ts';
import { scenario, signedOut, steps } from '#core/scenario.ts';

export default scenario({
  title: 'Somebody signs in, works, and signs out',
  why: `The control for signing in, in all three ways: with a browser, with a code carried over
        by hand, and on another device.`,
  family: 'control',
  seen: [],
  given: signedOut(),
  work: steps(minutes(4), [
    'sign-in',
    'turn',
    'sign-out',
    'sign-in-by-code',
    'turn',
    'status',
    'sign-out',
    'sign-in-by-device',
    'turn',
  ]),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.no-cry-wolf', 'see.ttl'],
});
