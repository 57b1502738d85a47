import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'One of eight sessions cannot refresh, and all have minutes left',
  why: `Sign-in is out just when the token that eight sessions share is about to end. The first to
        ask fails. What it does with the login then, it does to all of them: whoever clears it, or
        signs it out, ends seven sessions that had nothing to do with it.`,
  family: 'fleet',
  seen: [
    incident(
      '2026',
      'A session that failed to refresh wrote a logged-out stub over the login of all',
      'anthropics/claude-code#76561',
    ),
    incident('2026', 'Sessions that signed each other out', 'anthropics/claude-code#48786'),
  ],
  given: signedIn({ accessToken: minutes(12), sessions: 8 }),
  work: turns({ count: 8, every: seconds(150) }),
  faults: [
    during({ from: minutes(6), until: minutes(14) }, refreshUnavailable('oauth', { status: 500 })),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'fleet.contagion',
    'fleet.blast',
    'fleet.simultaneous',
  ],
});
