import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { throughout } from '#core/timeline.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';

export default scenario({
  title: 'The answer to a refresh brings no new refresh token',
  why: `Then the old one stays in force. A client that stores what it got, field by field, has
        thrown its login away without noticing, and will notice in an hour.`,
  family: 'refresh',
  seen: [
    incident('2026', 'expiresAt and scopes dropped with a refresh', 'junhoyeo/tokscale#1001'),
    incident('2012-10', 'The server MAY issue a new refresh token', 'RFC 6749, section 6'),
  ],
  given: signedIn({ accessToken: minutes(7), lifetime: minutes(9) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [throughout(flawedGrant('oauth', { how: 'no-refresh-token' }))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'save.rotation-persisted',
    'work.no-loss',
    'bound.no-crash',
  ],
});
