import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'Issue 12447: an unattended loop meets its expiry at night',
  why: `A job each twenty minutes, a token that runs out in the middle of the night, and a
        refresh that fails for six hours. Nobody is there: what counts is that each job ends,
        says that it failed, and works again by itself in the morning.`,
  family: 'incident',
  seen: [
    incident(
      '2025-11',
      'OAuth token expiration disrupts autonomous workflows',
      'anthropics/claude-code#12447',
    ),
    incident(
      '2026',
      'The same in scheduled tasks and containers',
      'anthropics/claude-code#38813, #28827, #79685',
    ),
  ],
  given: signedIn({ accessToken: minutes(70), lifetime: minutes(120) }),
  work: turns({ count: 24, every: minutes(20) }),
  faults: [
    during(
      { from: minutes(50), until: minutes(410) },
      refreshUnavailable('oauth', { status: 502 }),
    ),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'iso.breaker',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
