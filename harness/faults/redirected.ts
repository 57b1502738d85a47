import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * "Ask over there instead": 307 to a host that has no business with the request.
 *
 * A portal, a domain that was moved or taken. A client that follows takes the body along, and with
 * it its refresh token or its prompts; the `Authorization` header stays behind, a key in a header
 * of the provider's own does not. `host` says where to.
 * @see RFC 9110, section 15.4.8; RFC 9700, section 4.12; Fetch standard, HTTP-redirect fetch
 */
export const redirected = defineFault({
  name: 'redirected',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { redirect: named(params.host) } : undefined,
});

const named = (host: Json | undefined): string =>
  typeof host === 'string' && host.length <= 253 && NAME.test(host) ? host : 'sign-in.example.net';

/** Labels of letters, digits and hyphens, the last of which is no number (RFC 1123, 2.1). */
const NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
