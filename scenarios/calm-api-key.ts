import { minutes } from '#core/duration.ts';
import { scenario, signedOut, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong, on an API key',
  why: `The control for keys: no login, no refresh, and somebody who pays by the token.`,
  family: 'control',
  seen: [],
  given: signedOut({ credentials: 'api-key' }),
  work: turns({ count: 4, every: minutes(3), tool: true }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.no-cry-wolf'],
});
