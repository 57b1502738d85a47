import { defineFault } from '#core/fault.ts';

/**
 * Signing out is answered with 401, and so is the attempt to exchange a token.
 *
 * The server cannot authenticate anybody just now, so that nobody can end a session either. A client
 * that wants the server's consent before it removes the login from the disk leaves somebody signed in
 * on a machine that they are about to give away; one that removes it and says nothing hides that the
 * grant lives on.
 * @see RFC 7009, section 2.2.1, and RFC 6749, section 5.2
 */
export const signOutUnauthorized = defineFault({
  name: 'sign-out-unauthorized',
  layer: 'http',
  strike: ({ endpoint }) =>
    endpoint === 'revoke' || endpoint === 'token'
      ? { refuse: 'unauthorized', status: 401 }
      : undefined,
});
