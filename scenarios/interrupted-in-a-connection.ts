import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { blackHole } from '#faults/black-hole.ts';
import { dnsSilent } from '#faults/dns-silent.ts';
import { streamSilent } from '#faults/stream-silent.ts';

export default scenario({
  title: 'Somebody stops requests that hang at a name, in a connection, and in an answer',
  why: `A resolver that keeps silent, a connection that swallows what is said, a stream that stops
        in the middle: three waits in three parts of a client, one of which somebody has forgotten
        when they taught it to be interrupted. The name is gone from the start: who keeps a
        connection would not ask for it again.`,
  family: 'connection',
  seen: [
    incident(
      '2025',
      'A hang without output until somebody killed it',
      'anthropics/claude-code-action#671',
    ),
    incident('2.1.142', 'Ctrl+C did not work during startup', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(60) }),
  work: turns({
    count: 5,
    every: minutes(3),
    interrupts: [
      { beat: 1, after: seconds(3) },
      { beat: 2, after: seconds(5) },
      { beat: 3, after: seconds(15) },
    ],
  }),
  faults: [
    during({ until: minutes(2) }, dnsSilent('model')),
    during({ from: minutes(2), until: minutes(5) }, blackHole('model')),
    during({ from: minutes(5), until: minutes(8) }, streamSilent('model')),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'conv.self',
    'bound.interruptible',
    'bound.no-crash',
  ],
});
