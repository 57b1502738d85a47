import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { edgePage } from '#faults/edge-page.ts';

export default scenario({
  title: 'A page of HTML wants to see a browser',
  why: `403 with a challenge. It has nothing to do with anybody's rights, and every client that
        goes by the status thinks that it has.`,
  family: 'model',
  seen: [incident('2026', 'Just a moment…, told as a lost login', 'anthropics/claude-code#30666')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during(
      { from: minutes(3), until: minutes(13) },
      edgePage('model', { page: 'challenge', status: 403 }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
  ],
});
