import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { credentialsRefused } from '#faults/credentials-refused.ts';

export default scenario({
  title: 'The model API rejects every token there is',
  why: `Sign-in grants new tokens, and the model will have none of them. One refresh is right, a
        second one hopeless, and the login is as good as it ever was.`,
  family: 'token',
  seen: [
    incident(
      '2026-04-15',
      '401 from every call, fresh token or not',
      'anthropics/claude-code#48745',
    ),
    incident('2026', '22 requests for one turn', 'ingo-eichhorst/Irrlicht#1798'),
    incident('2025', '401 until the retries were used up', 'openai/codex#5678'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [during({ from: minutes(2), until: minutes(14) }, credentialsRefused('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'retry.eligible',
    'conv.time',
    'work.no-loss',
    'bound.no-crash',
    'bound.resources',
  ],
});
