import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';

export default scenario({
  title: 'The whole login is revoked, and this time it is true',
  why: `Removed from the organisation, signed out everywhere, a password that was changed.
        invalid_grant means what it says: there is nothing to wait for, one sentence to tell,
        and no reason to ask again. At the end somebody asks for the status; no
        check judges yet what it says.`,
  family: 'token',
  seen: [
    incident('2026', 'OAuth token revoked', 'anthropics/claude-code#54864, #4007'),
    incident('2012-10', 'invalid_grant', 'RFC 6749, section 5.2'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(4), ['turn', 'turn', 'turn', 'turn', 'status']),
  faults: [once(minutes(2), grantRevoked())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.definitive-handled',
    'truth.next-step',
    'truth.advice-works',
    'retry.eligible',
  ],
});
