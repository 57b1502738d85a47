import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { once } from '#core/timeline.ts';
import { storeWrongTypes } from '#faults/store-wrong-types.ts';

export default scenario({
  title: 'The stored login is of another shape, and the session goes on',
  why: `Valid JSON of another version: numbers where there was text, text where there was a list.
        There is nothing in it to refresh with, and asking for it all the same is a request that
        cannot succeed.`,
  family: 'store',
  seen: [
    incident('2.1.143', 'Scopes that were no list spoilt the refresh', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 4, every: seconds(150) }),
  faults: [once(seconds(80), storeWrongTypes())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'retry.attempts'],
});
