import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Nothing is wrong, and the betas are switched off',
  why: `A gateway that does not know some beta is reason enough to switch all of them off. A token
        of a sign-in is taken from those only who name the beta that brought it: a client that
        leaves this one out, too, is turned away with every token that it can get.`,
  family: 'control',
  seen: [
    incident('2.1.123', 'A 401 retry loop with the betas switched off', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120), setUp: 'without-betas' }),
  work: turns({ count: 2, every: seconds(150) }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
