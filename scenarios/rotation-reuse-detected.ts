import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, strikes } from '#core/timeline.ts';
import { answerLost } from '#faults/answer-lost.ts';

export default scenario({
  title: 'The answer is lost, and asking again counts as theft',
  why: `The strict sort of server revokes the whole family when a spent refresh token comes
        back. After a lost answer there is no way to win: what counts is that the client says
        so, and does not go on presenting what is dead.`,
  family: 'rotation',
  seen: [
    incident('2025-01', 'Reuse revokes the family, whoever it was', 'RFC 9700, section 4.14.2'),
    incident('2026', 'Refresh token already used', 'openai/codex#9634, #6498'),
  ],
  given: signedIn({ accessToken: minutes(7), rotation: 'rotate-and-detect-reuse' }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [during({ from: minutes(2), until: strikes(1) }, answerLost('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.definitive-handled',
    'rot.no-reuse',
    'truth.next-step',
    'truth.advice-works',
    'bound.no-crash',
  ],
});
