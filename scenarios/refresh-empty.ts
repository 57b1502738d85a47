import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { emptyAnswer } from '#faults/empty-answer.ts';

export default scenario({
  title: 'The token endpoint answers 200 and grants nothing',
  why: `Success by its status, and an empty object by its content. A client that stores what it
        has been given stores nothing, over a login that was good.`,
  family: 'refresh',
  seen: [
    incident('2.1.74', 'OAuth errors that came with status 200', 'Claude Code changelog'),
    incident('2026', '200 with an object without data', 'anthropics/claude-code#38414'),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, emptyAnswer('oauth', { body: 'no-data' })),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'retry.attempts',
    'conv.self',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
    'bound.no-crash',
  ],
});
