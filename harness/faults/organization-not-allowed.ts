import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The login is good, and its organization may not use it here: 403.
 *
 * A subscription that has lapsed, a switch that an administrator has set, a replica that does not
 * know yet. Signing in again succeeds and changes nothing, so advice to do so leads in a circle;
 * seen at times for every second session only, when waiting would have been enough.
 * @see RFC 6750, section 3.1, which has no word for it; anthropics/claude-code issues 65714, 90875
 */
export const organizationNotAllowed = defineFault({
  name: 'organization-not-allowed',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { refuse: 'organization-not-allowed', status: 403 } : undefined,
});
