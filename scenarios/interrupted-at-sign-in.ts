import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { unanswered } from '#faults/unanswered.ts';

export default scenario({
  title: 'Somebody stops a request that waits for a token which does not come',
  why: `The token endpoint takes the refresh and keeps silent. What was asked of it is not taken
        back, since its answer may be the only copy of a login; but nobody has to sit and wait
        for it.`,
  family: 'refresh',
  seen: [
    incident(
      '2025',
      'A hang without output until somebody killed it',
      'anthropics/claude-code-action#671',
    ),
    incident('2.1.142', 'Ctrl+C did not work during startup', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({
    count: 5,
    every: minutes(4),
    interrupts: [
      { beat: 3, after: seconds(6) },
      { beat: 4, after: seconds(8) },
    ],
  }),
  faults: [during({ from: minutes(1), until: minutes(14) }, unanswered('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'bound.interruptible',
    'bound.no-crash',
  ],
});
