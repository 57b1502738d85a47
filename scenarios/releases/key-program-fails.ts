import { seconds } from '#core/duration.ts';
import { incident, scenario, signedOut, turns } from '#core/scenario.ts';

export default scenario({
  title: 'The program that is to print the key prints an error',
  why: `The vault says no, on the user's own machine, and asking the API without a key will not make
        it say yes. What the user needs to hear is what the program said, and soon.`,
  family: 'token',
  seen: [
    incident(
      '2.1.208',
      'A failing key program, hidden behind a 401 after ten silent retries',
      'Claude Code changelog',
    ),
  ],
  given: signedOut({ setUp: 'key-program-fails' }),
  work: turns({ count: 2, every: seconds(150) }),
  faults: [],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
