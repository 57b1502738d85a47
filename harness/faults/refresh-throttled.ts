import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The token endpoint answers 429, with a `Retry-After` of so many `seconds` where they are given.
 *
 * A fleet behind one address, or a client that refreshed in a loop an hour ago. The login is as good
 * as before; clients ask again at once and stay throttled, or call it an expired login.
 * @see RFC 6585, section 4, and RFC 9110, section 10.2.3
 */
export const refreshThrottled = defineFault({
  name: 'refresh-throttled',
  layer: 'http',
  strike: ({ endpoint }, { seconds }) => {
    if (endpoint !== 'token') return undefined;
    const throttled = { refuse: 'rate-limited', status: 429 } as const;
    return isDelay(seconds) ? { ...throttled, retryAfter: { seconds } } : throttled;
  },
});

/** The header holds whole seconds. */
const isDelay = (seconds: Json | undefined): seconds is number =>
  typeof seconds === 'number' && Number.isSafeInteger(seconds) && seconds >= 0;
