import { FLAWED, type Flawed } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The token endpoint answers 200, and what it grants is not worth much: see `Flawed` for `how`.
 *
 * A release of the server that computes an expiry in the wrong unit, leaves a field out, or forgets a
 * scope. Most of the fields are optional by the RFC, so that a client has to do without; clients store
 * `undefined`, take a missing expiry for now or for never, or overwrite a good refresh token with
 * nothing.
 * @see RFC 6749, sections 3.3, 5.1 and 6
 */
export const flawedGrant = defineFault({
  name: 'flawed-grant',
  layer: 'http',
  strike: ({ endpoint }, { how }) =>
    endpoint === 'token' ? { grants: isFlawed(how) ? how : 'expired' } : undefined,
});

const isFlawed = (how: Json | undefined): how is Flawed => FLAWED.some((flaw) => flaw === how);
