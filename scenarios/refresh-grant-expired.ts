import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { flawedGrant } from '#faults/flawed-grant.ts';

export default scenario({
  title: 'The token that a refresh brings has already expired',
  why: `The server's clock, or its arithmetic, is wrong, and every new token is dead on arrival.
        No refresh will help, and each of them looks as if the next one might.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-01-17',
      'Login successful, then 401 with the first prompt, until it mended itself',
      'anthropics/claude-code#19078',
    ),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(2), until: minutes(14) }, flawedGrant('oauth', { how: 'expired' })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
  ],
});
