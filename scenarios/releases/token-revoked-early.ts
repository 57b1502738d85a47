import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { tokenRevoked } from '#faults/token-revoked.ts';

export default scenario({
  title: 'The access token is revoked in its first minute',
  why: `By the client's own clock it has two hours to live. Whoever goes by that sends it again and
        again, or gives up; one refresh cures it.`,
  family: 'token',
  seen: [
    incident('2.1.117', 'A token that expired in mid-session ended it', 'Claude Code changelog'),
    incident('2.1.118', 'Revoked before its local expiry', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 4, every: seconds(150) }),
  faults: [once(seconds(80), tokenRevoked())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'retry.attempts',
    'keep.early-401',
  ],
});
