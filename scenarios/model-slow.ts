import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { answeredLate } from '#faults/answered-late.ts';

export default scenario({
  title: 'The model thinks for fifty seconds',
  why: `Slow and well. A client that gives up on it asks for the same thing again, and pays for
        it twice.`,
  family: 'model',
  seen: [
    incident(
      '2025',
      'Turns that were given up on while the model was at work',
      'anthropics/claude-code#18028',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [during({ from: minutes(3), until: minutes(13) }, answeredLate('model', { ms: 50_000 }))],
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
