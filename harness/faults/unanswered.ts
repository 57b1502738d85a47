import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The request arrives, and no answer ever comes: the connection stays open and says nothing.
 *
 * A worker that is stuck behind a lock, a backend that lost the request and a proxy that waits for
 * it. Clients without a deadline of their own wait with it, for hours, with a spinner and no word;
 * clients with too short a one give up on answers that are only slow, see `answered-late`.
 * @see RFC 9110, section 9.2.2, on asking again; anthropics/claude-code issue 25979
 */
export const unanswered = defineFault({
  name: 'unanswered',
  layer: 'http',
  strike: (attempt, params) => (isAimedAt(attempt, params) ? { late: 'for-ever' } : undefined),
});
