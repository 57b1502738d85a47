import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamPingsOnly } from '#faults/stream-pings-only.ts';

export default scenario({
  title: 'The stream lives on pings',
  why: `The server says that it is alive and nothing else. A watchdog that counts bytes is
        content for ever.`,
  family: 'model',
  seen: [
    incident(
      '2.1.222',
      'Keep-alive pings, and what a gateway makes of them',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during(
      { from: minutes(3), until: minutes(7) },
      streamPingsOnly('model', { after: { events: 2 } }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
  ],
});
