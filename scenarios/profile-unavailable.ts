import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, steps } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { profileUnavailable } from '#faults/profile-unavailable.ts';

export default scenario({
  title: 'Nobody can say what the account is entitled to',
  why: `The profile endpoint fails and the model does not. Whoever asks for a profile first, and
        works only with one, has made a dependency out of a decoration.`,
  family: 'entitlement',
  seen: [
    incident(
      '2.1.69',
      'A profile endpoint that failed cost people their plan',
      'anthropics/claude-code#30185',
    ),
    incident('2025', 'Fifteen seconds of blank terminal', 'anthropics/claude-code#68099'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: steps(minutes(4), ['status', 'turn', 'status', 'turn']),
  faults: [
    during({ from: minutes(2), until: minutes(10) }, profileUnavailable('model', { status: 500 })),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss'],
});
