import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';

export default scenario({
  title: 'Twenty sessions share a login that is about to run out',
  why: `One token, one moment, twenty processes that all find out together. Somebody has to
        refresh and the others have to wait for it, or the server takes them for thieves.`,
  family: 'fleet',
  seen: [
    incident(
      '2026',
      'Every pane asks to sign in at once',
      'anthropics/claude-code#24317, #25609, #48786',
    ),
  ],
  given: signedIn({ accessToken: minutes(10), sessions: 20, rotation: 'rotate-and-detect-reuse' }),
  work: turns({ count: 5, every: minutes(4) }),
  faults: [],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'save.no-loss',
    'save.rotation-persisted',
    'rot.cross-process',
    'fleet.blast',
    'fleet.simultaneous',
  ],
});
