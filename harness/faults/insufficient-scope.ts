import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The token is good for something else: 403, `insufficient_scope`.
 *
 * A token made for one purpose and used for another, a scope that came to be needed after it was
 * issued. A refresh brings the same scope again; only a new sign-in can ask for more, and a client
 * that retries instead never gets there.
 * @see RFC 6750, section 3.1, `insufficient_scope`
 */
export const insufficientScope = defineFault({
  name: 'insufficient-scope',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { refuse: 'insufficient-scope', status: 403 } : undefined,
});
