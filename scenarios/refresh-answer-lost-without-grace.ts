import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, strikes } from '#core/timeline.ts';
import { answerLost } from '#faults/answer-lost.ts';

export default scenario({
  title: 'The answer is lost, and the server rotates without grace',
  why: `The sort of server between the kind one and the strict one: a spent refresh token is refused
        and nothing else happens. After a lost answer the login is out of reach all the same, and
        what is left to do is to say so and to stop.`,
  family: 'rotation',
  seen: [
    incident('2026', 'Refresh token already used', 'openai/codex#9634, #6498'),
    incident('2025-01', 'Rotation, and what may follow on it', 'RFC 9700, section 4.14.2'),
  ],
  given: signedIn({ accessToken: minutes(7), rotation: 'rotate' }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [during({ from: minutes(2), until: strikes(1) }, answerLost('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.definitive-handled',
    'rot.no-reuse',
  ],
});
