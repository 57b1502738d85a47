import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';
import { storeTruncated } from '#faults/store-truncated.ts';

export default scenario({
  title: 'The stored login is cut off in the middle',
  why: `A crash while it was written. What is left is no JSON, and a client that starts over
        from nothing has thrown away what the server would still honour, and what memory still
        holds. The next session begins with what this one has left there.`,
  family: 'store',
  seen: [
    incident(
      '2026',
      'Unexpected end of JSON input, and a configuration that is reset',
      'anthropics/claude-code#2593, #29250',
    ),
    incident('2.1.118', 'A crash while saving', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 7, every: minutes(3) }),
  faults: [once(minutes(2), storeTruncated()), once(minutes(5), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'work.resumable'],
});
