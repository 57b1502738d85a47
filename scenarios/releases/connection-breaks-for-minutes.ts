import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedIn, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { streamCut } from '#faults/stream-cut.ts';

export default scenario({
  title: 'Every answer breaks off, until every retry is used up',
  why: `A reset after four hundred bytes, each time. What a library says of a socket, to whoever
        calls it, is of no use to somebody who waits for an answer.`,
  family: 'model',
  seen: [
    incident(
      '2.1.179',
      'A raw error after a connection that broke in mid-stream',
      'Claude Code changelog',
    ),
  ],
  given: signedIn({ accessToken: minutes(120) }),
  work: turns({ count: 2, every: minutes(5), tool: true }),
  faults: [
    during(
      { from: seconds(30), until: seconds(595) },
      streamCut('model', { how: 'break', after: { bytes: 400 } }),
    ),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'truth.layer', 'truth.next-step'],
});
