import { defineFault } from '#core/fault.ts';

/**
 * The token endpoint answers `invalid_grant`, although nobody has revoked the grant.
 *
 * A replica that lags behind, a store that was restored from a backup, an incident in which every
 * lookup comes back empty. The client cannot tell it from the truth and may well ask the user to
 * sign in again; but if it throws the stored login away, an error of minutes has become permanent.
 * @see RFC 6749, section 5.2, `invalid_grant`
 */
export const refreshDenied = defineFault({
  name: 'refresh-denied',
  layer: 'http',
  strike: ({ endpoint }) =>
    endpoint === 'token' ? { refuse: 'invalid-grant', status: 400 } : undefined,
});
