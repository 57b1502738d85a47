import { minutes } from '#core/duration.ts';
import { scenario, signedOut, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong, on a token of a year',
  why: `The control for the token that ends all threads about expiry: nothing is refreshed, and
        nothing needs to be.`,
  family: 'control',
  seen: [],
  given: signedOut({ credentials: 'long-lived-token' }),
  work: turns({ count: 4, every: minutes(3), tool: true }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.no-cry-wolf'],
});
