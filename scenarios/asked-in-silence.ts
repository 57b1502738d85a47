import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { blackHole } from '#faults/black-hole.ts';

export default scenario({
  title: 'Somebody signs out while sign-in swallows what it is told',
  why: `Connections open and nothing comes back. To sign out is to forget a login; the server is
        told of it as a courtesy, and one that does not answer must not keep its user waiting.`,
  family: 'sign-in',
  seen: [
    incident('2026', 'Login and logout that hang', 'anthropics/claude-code#44729'),
    incident('2.1.139', 'auth logout blocked by expired credentials', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: steps(minutes(4), ['turn', 'status', 'turn', 'sign-out', 'status', 'sign-in', 'turn']),
  faults: [during({ from: minutes(1), until: minutes(18) }, blackHole('oauth'))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'keep.local', 'bound.no-crash'],
});
