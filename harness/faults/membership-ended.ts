import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The account no longer belongs to the organization that the token was issued for: 403.
 *
 * Somebody has left, or was taken off a list. The token is good and opens nothing any more; clients
 * that refresh it over and over get a new one each time, and it is as good as the last.
 * @see RFC 6750, section 3.1; anthropics/claude-code issue 54864
 */
export const membershipEnded = defineFault({
  name: 'membership-ended',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { refuse: 'not-a-member', status: 403 } : undefined,
});
