import { minutes, seconds } from '#core/duration.ts';
import { incident, scenario, signedOut, turns } from '#core/scenario.ts';
import { during } from '#core/timeline.ts';
import { rateLimited } from '#faults/rate-limited.ts';

export default scenario({
  title: 'The model API asks the holder of a key for sixteen hours of patience',
  why: `429 with a wait that nobody sits through. A subscriber is told at once that a limit is used
        up; a key is another account, and was made to wait without a word.`,
  family: 'model',
  seen: [
    incident('2.1.94', 'Stuck after a 429 with a long Retry-After', 'Claude Code changelog'),
    incident('2026', 'No output for hours', 'dhkts1/teamclaude-rs#313'),
  ],
  given: signedOut({ credentials: 'api-key' }),
  work: turns({ count: 5, every: minutes(1) }),
  faults: [
    during({ from: seconds(30), until: seconds(150) }, rateLimited('model', { seconds: 57_600 })),
  ],
  exercises: ['bound.no-hang', 'bound.honest-outcome'],
});
