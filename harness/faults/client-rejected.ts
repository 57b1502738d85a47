import { defineFault } from '#core/fault.ts';

/**
 * The token endpoint does not know the client: 401 `invalid_client`.
 *
 * A registration that was lost in a migration, an edge rule against a user agent. It says nothing
 * about the user's login, and no sign-in can mend it: clients that take the 401 for an expired login
 * throw a good one away and ask for another that meets the same answer.
 * @see RFC 6749, section 5.2, `invalid_client`
 */
export const clientRejected = defineFault({
  name: 'client-rejected',
  layer: 'http',
  strike: ({ endpoint }) =>
    endpoint === 'token' ? { refuse: 'invalid-client', status: 401 } : undefined,
});
