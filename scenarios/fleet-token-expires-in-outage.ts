import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'The token that a fleet shares runs out while sign-in is away for a moment',
  why: `All of them need a new one in the same second, none of them gets it, and all of them are
        waiting when sign-in is back. One has to ask, and the others to take what it was given.`,
  family: 'fleet',
  seen: [
    incident(
      '2026',
      'Every pane asks to sign in at once',
      'anthropics/claude-code#24317, #25609, #48786',
    ),
  ],
  given: signedIn({
    accessToken: minutes(9),
    sessions: 24,
    rotation: 'rotate-and-detect-reuse',
  }),
  work: turns({ count: 4, every: minutes(5) }),
  faults: [
    during({ from: minutes(9.9), until: minutes(10) + seconds(4) }, refreshUnavailable('oauth')),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'herd.recovery-peak',
    'conv.self',
  ],
});
