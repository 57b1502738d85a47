import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { serverError } from '#faults/server-error.ts';

export default scenario({
  title: 'Somebody does what the client says, while sign-in is down',
  why: `Told to sign in again, people sign in again; and as long as the service is down that
        fails as well, every time. Advice that cannot work is worse than none.`,
  family: 'human',
  seen: [
    incident(
      '2026-04-15',
      'Please run /login, all afternoon',
      'anthropics/claude-code#48745, #44729',
    ),
  ],
  given: signedIn({ accessToken: minutes(10) }),
  work: turns({ count: 8, every: minutes(3), attended: true }),
  faults: [during({ from: minutes(5), until: minutes(17) }, serverError('oauth', { status: 500 }))],
  exercises: [
    'keep.valid-token',
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'truth.next-step',
    'truth.advice-works',
    'truth.no-cry-wolf',
    'iso.auth-not-model',
    'bound.no-crash',
  ],
});
