import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamSlow } from '#faults/stream-slow.ts';

export default scenario({
  title: 'The answer drips, an event every ten seconds',
  why: `Everything comes, in the end. Whoever gives up too early gets none of it; whoever says
        nothing meanwhile looks dead.`,
  family: 'model',
  seen: [
    incident('2025', 'Slow streams that were taken for dead ones', 'anthropics/claude-code#29344'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during({ from: minutes(3), until: minutes(13) }, streamSlow('model', { after: { events: 2 } })),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
  ],
});
