import { minutes } from '#core/duration.ts';
import { incident, scenario, signedOut, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { profileUnavailable } from '#faults/profile-unavailable.ts';

export default scenario({
  title: 'Nobody can say what the account is entitled to',
  why: `Somebody signs in while the profile endpoint fails and the model does not. Whoever asks for
        a profile, and takes none for no login, has made a dependency out of a decoration.`,
  family: 'entitlement',
  seen: [
    incident(
      '2.1.69',
      'A profile endpoint that failed cost people their plan',
      'anthropics/claude-code#30185',
    ),
    incident('2025', 'Fifteen seconds of blank terminal', 'anthropics/claude-code#68099'),
  ],
  given: signedOut(),
  work: steps(minutes(4), ['sign-in', 'turn', 'status', 'turn']),
  faults: [during({ until: minutes(10) }, profileUnavailable('model', { status: 500 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'bound.no-crash'],
});
