import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';

export default scenario({
  title: 'A revoked login, and somebody who signs in again',
  why: `There is nothing to be had without a person, and a person is there. From the advice that
        the client gives it should be two minutes and one ceremony until work goes on, in the
        same session.`,
  family: 'human',
  seen: [
    incident(
      '2026',
      'A 401 that went on after a successful sign-in',
      'anthropics/claude-code#17123, #15007',
    ),
    incident('2026', 'Sessions that cannot be taken up again', 'anthropics/claude-code#2633'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 6, every: minutes(4), attended: true }),
  faults: [once(minutes(2), grantRevoked())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'truth.next-step',
    'truth.advice-works',
    'conv.human-path',
  ],
});
