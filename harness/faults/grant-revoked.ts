import { defineAct } from '#core/fault.ts';

/**
 * The whole grant is revoked: the access token and the refresh token with it.
 *
 * The user signed out everywhere, an administrator removed a seat, a provider ended a family of
 * tokens that it no longer trusted. Here invalid_grant is the truth, no retry helps, and the one
 * thing that a client owes its user is to say so soon.
 * @see RFC 7009, section 2.1
 */
export const grantRevoked = defineAct({
  name: 'grant-revoked',
  layer: 'grant',
  deed: () => 'revoked',
});
