import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { answers, once } from '#core/timeline.ts';
import { tokenRevoked } from '#faults/token-revoked.ts';

export default scenario({
  title: 'The token is revoked when a tool has run and its result is on the way',
  why: `The result of what was done meets a 401. It has to be sent once more under another token,
        and what was done must not be done once more for that.`,
  family: 'token',
  seen: [
    incident(
      '2.1.118',
      'A refresh that failed where the server had revoked a token early',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4), tool: true }),
  faults: [once(answers(3, 'messages'), tokenRevoked())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'work.exactly-once',
    'work.no-loss',
  ],
});
