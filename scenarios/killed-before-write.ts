import { minutes } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { answers, once } from '#core/timeline.ts';
import { killed } from '#faults/killed.ts';

export default scenario({
  title: 'The client dies between the new token and the disk',
  why: `The server has rotated, the answer has arrived, and the machine loses power before it is
        written down. After the restart the store holds a spent token, and only a server with
        grace can still help.`,
  family: 'rotation',
  seen: [
    incident('2.1.118', 'A crash while the credentials were written', 'Claude Code changelog'),
  ],
  given: signedIn({ accessToken: minutes(7), rotation: 'rotate-with-grace', grace: minutes(5) }),
  work: turns({ count: 6, every: minutes(3) }),
  faults: [once(answers(1, 'token'), killed())],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'save.rotation-persisted', 'work.resumable'],
});
