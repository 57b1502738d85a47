import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { rotatedElsewhere } from '#faults/rotated-elsewhere.ts';

export default scenario({
  title: 'A copy of the login was refreshed on another machine',
  why: `Copied into a container, a runner, a second laptop: whoever refreshes first has the
        login, and the other one holds a spent token. It is the user's doing and looks like the
        server's.`,
  family: 'rotation',
  seen: [
    incident('2026', 'Copied credentials that put the host out', 'schmitthub/clawker#378'),
    incident('2026', 'The same with two stores of Codex', 'morganlinton/VulcanBench#104'),
  ],
  given: signedIn({ accessToken: minutes(7) }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [once(minutes(2), rotatedElsewhere())],
  exercises: [
    'bound.no-hang',
    'bound.honest-outcome',
    'truth.layer',
    'save.definitive-handled',
    'truth.next-step',
    'truth.advice-works',
  ],
});
