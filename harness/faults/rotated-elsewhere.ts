import { defineAct } from '#core/fault.ts';

/**
 * Somebody with a copy of the login has refreshed, so that the stored refresh token is spent.
 *
 * A store that was copied to a second machine, a backup that was restored, a container image with
 * a login in it. The client's next refresh is the reuse of a rotated token, and may end the grant
 * for everybody who holds it.
 * @see RFC 9700, section 4.14.2
 */
export const rotatedElsewhere = defineAct({
  name: 'rotated-elsewhere',
  layer: 'grant',
  deed: () => 'rotated-elsewhere',
});
