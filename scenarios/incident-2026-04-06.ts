import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'On 6 April 2026, elevated errors on sign-in from 15:00 to 16:30 UTC',
  why: `Elevated is the status page's word: some sign-ins fail and some do not. Staged as two in
        three for ninety minutes. Who tries again with patience gets through, which no page
        says; the share is ours.`,
  family: 'incident',
  seen: [
    incident(
      '2026-04-06',
      'Elevated errors on login for Claude.ai and Claude Code, 15:00 to 16:30 UTC',
      'Anthropic status page, by way of type0.ai',
    ),
    incident(
      '2026-04-06',
      'OAuth error: Request failed with status code 500',
      'anthropics/claude-code#44252, #44277, #44289',
    ),
  ],
  given: signedIn({ accessToken: minutes(25), lifetime: minutes(30) }),
  work: turns({ count: 12, every: minutes(10) }),
  faults: [
    during(
      { from: minutes(5), until: minutes(95), share: 0.66 },
      refreshUnavailable('oauth', { status: 500 }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'truth.no-cry-wolf',
    'bound.no-crash',
  ],
});
