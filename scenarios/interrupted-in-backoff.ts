import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { overloaded } from '#faults/overloaded.ts';

export default scenario({
  title: 'Somebody stops a request while it waits to be tried again',
  why: `The model is overloaded, and each wait is twice as long as the one before. Nine seconds in,
        nothing is on the wire: the client sleeps, and whoever wants to stop it must not have to
        wait until it wakes.`,
  family: 'model',
  seen: [
    incident('2.1.142', 'Ctrl+C did not work during startup', 'Claude Code changelog'),
    incident('2026-04', 'Overloaded, trying again, for minutes on end'),
  ],
  given: signedIn({ accessToken: minutes(60) }),
  work: turns({
    count: 4,
    every: minutes(3),
    interrupts: [
      { beat: 2, after: seconds(9) },
      { beat: 3, after: seconds(9) },
    ],
  }),
  faults: [during({ from: minutes(1), until: minutes(8) }, overloaded('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'bound.interruptible',
    'bound.no-crash',
    'bound.resources',
  ],
});
