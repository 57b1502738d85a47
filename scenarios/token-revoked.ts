import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { tokenRevoked } from '#faults/token-revoked.ts';

export default scenario({
  title: 'The access token is revoked long before its time',
  why: `Signed out everywhere, or a server that changed its mind. The refresh token is good, so
        one refresh cures it, for whoever believes the server rather than the clock.`,
  family: 'token',
  seen: [
    incident('2026', 'Rejected hours before its local expiry', 'anthropics/claude-code#54443'),
    incident('2.1.118', 'Revoked before its local expiry', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [once(minutes(2), tokenRevoked())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'retry.attempts',
    'work.no-loss',
    'keep.early-401',
  ],
});
