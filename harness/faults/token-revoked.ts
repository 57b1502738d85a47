import { defineAct } from '#core/fault.ts';

/**
 * The access token is revoked, and the grant is as good as before.
 *
 * A resource server that cleans up, a rotation of signing keys. By the client's own clock the
 * token has hours to live: clients that refresh by the clock alone send it again and again.
 * @see RFC 7009, section 2.1, and RFC 6750, section 3.1, `invalid_token`
 */
export const tokenRevoked = defineAct({
  name: 'token-revoked',
  layer: 'grant',
  deed: () => 'access-revoked',
});
