import { INDICATORS, type Indicator } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The status page says this, whatever is true: `indicator`, which is `major` where it is left out.
 *
 * Pages are kept by people, who learn of an outage after their users do: this one says `none` until
 * a window makes it say more. When the window opens decides whether it is truthful, lags or lies.
 * A client that believes a green page blames its user's network, and one that waits for the page
 * to turn green again goes on waiting after service has returned.
 * @see https://metastatuspage.com/api, the indicators of status.json
 */
export const statusSays = defineFault({
  name: 'status-says',
  layer: 'http',
  strike: ({ endpoint }, { indicator = 'major' }) =>
    endpoint === 'status' && isIndicator(indicator) ? { says: indicator } : undefined,
});

const isIndicator = (value: Json): value is Indicator =>
  INDICATORS.some((indicator) => indicator === value);
