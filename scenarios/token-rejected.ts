import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, refreshes } from '#core/timeline.ts';
import { unauthorized } from '#faults/unauthorized.ts';

export default scenario({
  title: 'The model API rejects a token that looks good',
  why: `The token has hours to live by the client's own reckoning, and the server will not have it.
        A refresh would cure it at once; sending the same token again never will.`,
  family: 'token',
  seen: [
    incident('2026-04-15', 'API Error: 401 in every session', 'anthropics/claude-code#48745'),
    incident(
      '2.1.118',
      'Refresh failed when the server revoked a token before its local expiry',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 4, every: minutes(5) }),
  faults: [during({ from: minutes(1), until: refreshes(1) }, unauthorized('model'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'retry.attempts',
    'work.no-loss',
    'keep.early-401',
    'bound.no-crash',
  ],
});
