import { defineFault } from '#core/fault.ts';

/**
 * The service rejects a token that looks good: it has not expired, and yet the answer is 401.
 *
 * Revoked from another device, rotated away by a sibling, forgotten by the server in an incident.
 * The client may obtain a new token and try again; sending the rejected one once more is hopeless.
 * @see RFC 6750, section 3.1, `invalid_token`
 */
export const unauthorized = defineFault({
  name: 'unauthorized',
  layer: 'http',
  leaves: 'new-token',
  strike: ({ presents }) =>
    presents?.some(({ kind }) => kind === 'access')
      ? { refuse: 'unauthorized', status: 401 }
      : undefined,
});
