import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The connection breaks before the service has acted on the request.
 *
 * A keep-alive connection that the other side has just closed, a proxy that was restarted. To the
 * client it looks exactly like `answer-lost`, although here asking again costs nothing; clients
 * that never try a second time report a network that is fine.
 * @see RFC 9112, section 9.3.1
 */
export const requestLost = defineFault({
  name: 'request-lost',
  layer: 'http',
  strike: (attempt, params) => (isAimedAt(attempt, params) ? { lose: 'request' } : undefined),
});
