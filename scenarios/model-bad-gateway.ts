import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { edgePage } from '#faults/edge-page.ts';

export default scenario({
  title: 'A page of HTML says 502',
  why: `The edge cannot reach the API and says so in the language of browsers. Printed as it
        came, it fills the screen; read as an error of the API, it names the wrong one.`,
  family: 'model',
  seen: [incident('2026', '401 <html>…502 Bad Gateway…', 'anthropics/claude-code#33217, #21678')],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during(
      { from: minutes(3), until: minutes(13) },
      edgePage('model', { page: 'bad-gateway', status: 502 }),
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
  ],
});
