import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { answers, once } from '#core/timeline.ts';
import { tokenRevoked } from '#faults/token-revoked.ts';

export default scenario({
  title: 'Eight agents of one session are told in the same second that their token is no good',
  why: `The model has the work done in eight parts at once, and the token ends while they are
        under way: eight requests of one process come back with a 401. One refresh is enough for
        all of them. Where each makes its own, seven present what the first has spent, and a strict
        server ends the login.`,
  family: 'token',
  seen: [
    incident(
      '2026',
      'Parallel requests that refreshed at the same time',
      'anthropics/claude-code#24317, #54443',
    ),
    incident('2025-01', 'Reuse revokes the family, whoever it was', 'RFC 9700, section 4.14.2'),
  ],
  given: signedIn({ accessToken: minutes(120), rotation: 'rotate-and-detect-reuse' }),
  work: turns({ count: 3, every: minutes(4), agents: 8 }),
  faults: [once(answers(1, 'messages'), tokenRevoked())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'rot.single-flight'],
});
