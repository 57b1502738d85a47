import { seconds } from '#core/duration.ts';
import { incident, scenario, signedOut, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The model API says 429, and to come back in no time',
  why: `A Retry-After of nothing is a server that has not thought about it. Who takes it at its word
        asks eleven times within a second, and fails a turn that a short wait would have saved.
        Short enough to be flown in real time, in which such waits can be told from none.`,
  family: 'model',
  seen: [
    incident(
      '2.1.97',
      'All attempts burned in seconds after a 429 with a small Retry-After',
      'Claude Code changelog',
    ),
  ],
  given: signedOut({ credentials: 'api-key' }),
  work: turns({ count: 3, every: seconds(10) }),
  faults: [during({ from: seconds(7), until: seconds(19) }, rateLimited('model', { seconds: 0 }))],
  exercises: ['bound.no-hang', 'bound.honest-outcome', 'retry.backoff'],
});
