import { defineAct } from '#core/fault.ts';

/**
 * Another program has refreshed, and has stored what it got.
 *
 * A second session, an editor's extension, a desktop app with the same login. The store is right
 * and the client's memory is wrong: one that refreshes with the token it remembers presents a
 * token that was spent, and a server that detects reuse then ends the login of both.
 * @see RFC 9700, section 4.14.2
 */
export const storeRenewed = defineAct({
  name: 'store-renewed',
  layer: 'store',
  deed: () => 'renewed',
});
