import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamSilent } from '#faults/stream-silent.ts';

export default scenario({
  title: 'The stream falls silent in the middle',
  why: `Half an answer and then nothing, with the connection wide open. TCP has no opinion on
        it, so somebody has to keep a watch.`,
  family: 'model',
  seen: [
    incident('2026', 'The response stopped arriving', 'Claude Code docs, network-config'),
    incident('2026', 'Nothing for 26 minutes', 'anthropics/claude-code#87692'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4) }),
  faults: [
    during(
      { from: minutes(3), until: minutes(7) },
      streamSilent('model', { after: { events: 4 } }),
    ),
  ],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'conv.time',
    'iso.model-not-auth',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
    'see.sign',
  ],
});
