import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during, requests, throughout } from '#core/timeline.ts';
import { answeredLate } from '#faults/answered-late.ts';
import { frozen } from '#faults/frozen.ts';

export default scenario({
  title: 'The lid is closed while one of three sessions refreshes, and opened after the expiry',
  why: `The one that refreshes holds the lock, and its answer waits in the socket. When all of them
        wake, that lock looks as old as the sleep was long: whoever breaks it presents a token that
        has been spent, and the server takes that for theft.`,
  family: 'fleet',
  seen: [
    incident('2.1.129', 'A refresh race after waking from sleep', 'Claude Code changelog'),
    incident('2.1.133', 'A refresh race that wiped shared credentials', 'Claude Code changelog'),
  ],
  given: signedIn({
    accessToken: minutes(7),
    rotation: 'rotate-and-detect-reuse',
    sessions: 3,
  }),
  work: turns({ count: 4, every: minutes(3) }),
  faults: [
    during({ from: requests(1, 'oauth'), until: minutes(8) }, frozen()),
    throughout(answeredLate('oauth', { ms: 20_000 })),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'rot.cross-process'],
});
