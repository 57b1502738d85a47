import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { nxdomain } from '#faults/nxdomain.ts';

export default scenario({
  title: "Sign-in is out, and another program's key lies about",
  why: `A good key in a variable of some other program, on the same machine. It would work, and it
        is not for this: whoever takes it bills somebody who was never asked.`,
  family: 'token',
  seen: [
    incident(
      '2026',
      'A key in the environment that took the place of a subscription',
      'Claude Code docs, authentication; anthropics/claude-code#62338',
    ),
    incident(
      '2.1.225',
      'A 401 that put another token in the place of the one in use',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(10), credentials: 'login-and-stray-key' }),
  work: turns({ count: 8, every: minutes(3) }),
  faults: [during({ from: minutes(5), until: minutes(17) }, nxdomain('oauth'))],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.no-loss',
    'conv.self',
    'fall.consented',
    'conv.time',
    'work.no-loss',
  ],
});
