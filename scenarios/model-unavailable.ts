import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { edgePage } from '#faults/edge-page.ts';

export default scenario({
  title: 'A page of HTML says 503',
  why: `Maintenance, or an origin that has fallen over. The status is right and the body is for
        people.`,
  family: 'model',
  seen: [incident('2026', 'Maintenance pages in place of answers', 'anthropics/claude-code#50743')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during(
      { from: minutes(3), until: minutes(13) },
      edgePage('model', { page: 'bad-gateway', status: 503 }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'retry.backoff',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
    'see.sign',
  ],
});
