import { defineAct } from '#core/fault.ts';

/**
 * The keychain is there and gives nothing away until somebody unlocks it.
 *
 * A session over SSH, a job that starts before anybody has logged in, a screen that was locked for
 * the night. Clients take it for a login that does not exist, and ask for a sign-in that they then
 * cannot store either.
 * @see errSecInteractionNotAllowed (-25308), in Apple's Security framework result codes
 */
export const keychainLocked = defineAct({
  name: 'keychain-locked',
  layer: 'store',
  deed: () => 'keychain-locked',
});
