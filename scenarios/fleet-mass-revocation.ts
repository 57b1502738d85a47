import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { grantRevoked } from '#faults/grant-revoked.ts';

export default scenario({
  title: 'A fleet loses its login in mid-flight',
  why: `The grant that twelve agents share is revoked while they work. They cannot help it; they
        can fail at once, say so, and leave the server in peace.`,
  family: 'fleet',
  seen: [
    incident(
      '2026',
      'Ten agents of ten, within fifteen seconds',
      'anthropics/claude-code#84273, #82217',
    ),
  ],
  given: signedIn({ accessToken: minutes(120), sessions: 12 }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [once(minutes(6), grantRevoked())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.definitive-handled',
    'fleet.blast',
    'fleet.simultaneous',
    'truth.next-step',
    'truth.advice-works',
    'retry.eligible',
  ],
});
