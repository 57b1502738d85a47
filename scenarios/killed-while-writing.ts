import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once, writes } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';

export default scenario({
  title: 'The client dies in the middle of writing its login down',
  why: `Whoever replaces the file in one step has the old login or the new one, whenever it dies.
        Whoever empties it first and fills it then has neither, for as long as that takes; and a
        machine that loses power asks nobody whether this is a good moment.`,
  family: 'store',
  seen: [
    incident('2.1.143', 'A credentials file that was cut off kept it from starting', 'changelog'),
    incident('2026', 'Credentials that were truncated', 'anthropics/claude-code#76561'),
  ],
  given: signedIn({ accessToken: minutes(7), rotation: 'rotate-with-grace', grace: minutes(5) }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [once(writes(1), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.no-loss', 'save.crash-consistent'],
});
