import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshDenied } from '#faults/refresh-denied.ts';

export default scenario({
  title: 'Eight sessions are refused a refresh, and their token is good for minutes yet',
  why: `For a while sign-in says invalid_grant of a login that nobody has revoked, just when the
        token that eight sessions share is about to end. What the first one to hear it does with the
        login, it does to all of them: whoever clears it, or signs it out, ends seven sessions that
        had nothing to do with it.`,
  family: 'fleet',
  seen: [
    incident(
      '2026',
      'A session that failed to refresh wrote a logged-out stub over the login of all',
      'anthropics/claude-code#76561',
    ),
    incident('2026', 'Sessions that signed each other out', 'anthropics/claude-code#48786'),
  ],
  given: signedIn({ accessToken: seconds(760), sessions: 8 }),
  work: turns({ count: 14, every: seconds(80) }),
  faults: [during({ from: minutes(6), until: minutes(14) }, refreshDenied('oauth'))],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'fleet.blast',
    'fleet.simultaneous',
    'fleet.contagion',
  ],
});
