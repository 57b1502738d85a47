import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, strikes } from '#core/timeline.ts';
import { answerLost } from '#faults/answer-lost.ts';

export default scenario({
  title: 'The answers to three refreshes are lost, one after the other',
  why: `Each time the server has acted and nobody hears of it. To ask once more is fair, for the
        connection may have been bad luck. To ask until something comes is how a client without
        any ill will looks like a thief: it presents over and over what it must suspect to be
        spent.`,
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
  given: signedIn({ accessToken: minutes(8), rotation: 'rotate-with-grace', grace: minutes(10) }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [during({ from: minutes(2), until: strikes(3) }, answerLost('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'rot.no-reuse'],
});
