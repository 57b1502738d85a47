import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';

export default scenario({
  title: 'The new token does not say how long it lives',
  why: `expires_in is only recommended. A client that reckons with what is not there gets NaN,
        and refreshes with every request or never.`,
  family: 'refresh',
  seen: [
    incident('2.1.118', 'Token responses without expires_in', 'Claude Code changelog'),
    incident('2012-10', 'expires_in is RECOMMENDED', 'RFC 6749, section 5.1'),
  ],
  given: signedIn({ accessToken: minutes(7), lifetime: minutes(20) }),
  work: turns({ count: 8, every: minutes(4) }),
  faults: [throughout(flawedGrant('oauth', { how: 'no-expiry' }))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'work.no-loss',
    'bound.no-crash',
  ],
});
