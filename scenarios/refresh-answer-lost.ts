import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, strikes } from '#core/timeline.ts';
import { answerLost } from '#faults/answer-lost.ts';

export default scenario({
  title: 'The server rotates the token, and its answer is lost',
  why: `The connection breaks after the server has acted. The old refresh token is spent, the
        new one is nobody's, and the client cannot know. A server that allows for it takes the
        old one once more.`,
  family: 'rotation',
  seen: [
    incident(
      '2026',
      'Blind retries of a refresh, and what they revoke',
      'Significant-Gravitas/AutoGPT#14195',
    ),
    incident(
      '2025-01',
      'The server cannot tell who presents a spent token',
      'RFC 9700, section 4.14.2',
    ),
  ],
  given: signedIn({ accessToken: minutes(7), rotation: 'rotate-with-grace' }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [during({ from: minutes(2), until: strikes(1) }, answerLost('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'save.rotation-persisted',
    'rot.no-reuse',
    'truth.no-cry-wolf',
    'bound.no-crash',
  ],
});
