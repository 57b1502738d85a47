import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { refreshUnavailable } from '#faults/refresh-unavailable.ts';

export default scenario({
  title: 'Sign-in is out, and the model believes a signed token without asking',
  why: `What the letter asks for in its first point: a token that says itself who somebody is and
        until when, signed on a better day, so that nobody has to be asked on this one. It has a
        price that no client can pay back: it is believed for a day also after the login has been
        revoked.`,
  family: 'refresh',
  seen: [
    incident(
      '2026-04-15',
      'Signed capability tokens proposed against an outage of sign-in',
      'anthropics/claude-code#48745',
    ),
  ],
  given: signedIn({ accessToken: minutes(10), credentials: 'login-and-capability' }),
  work: turns({ count: 9, every: minutes(3) }),
  faults: [
    during({ from: minutes(5), until: minutes(17) }, refreshUnavailable('oauth', { status: 503 })),
  ],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'conv.self',
    'fall.used',
    'conv.time',
    'iso.auth-not-model',
    'work.no-loss',
  ],
});
