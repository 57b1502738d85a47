import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';
import { statusSays } from '#faults/status-says.ts';

export default scenario({
  title: 'Sign-in is down, and the status page says so',
  why: `The easy case: whoever asks is told the truth, and may pass it on. What the client has
        seen with its own eyes still comes first.`,
  family: 'human',
  seen: [
    incident('2026-04-06', 'Elevated errors on login, 15:00 to 16:30 UTC', 'Anthropic status page'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshUnavailable('oauth', { status: 500 })),
    during({ from: minutes(5), until: minutes(17) }, statusSays('status', { indicator: 'major' })),
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
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
