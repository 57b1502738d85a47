import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';

export default scenario({
  title: 'The new token may do less than the old one',
  why: `A refresh that works, and brings fewer rights. Nobody is told, and what needs them fails
        later and elsewhere.`,
  family: 'refresh',
  seen: [
    incident(
      '2.1.69',
      'Subscription and scopes lost with a refresh',
      'anthropics/claude-code#30185',
    ),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 5, every: minutes(3) }),
  faults: [throughout(flawedGrant('oauth', { how: 'less-scope' }))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'work.no-loss',
    'bound.no-crash',
  ],
});
