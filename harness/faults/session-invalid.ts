import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The token is good, and the session that it belongs to is not: 403, with a code that says so.
 *
 * Signed out everywhere from a browser, or a server that mixes its sessions up. Other endpoints
 * may go on answering 200 with nothing in it, so that a client which checks its login there finds
 * all well.
 * @see RFC 6750, section 3.1; anthropics/claude-code issue 38414
 */
export const sessionInvalid = defineFault({
  name: 'session-invalid',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { refuse: 'session-invalid', status: 403 } : undefined,
});
