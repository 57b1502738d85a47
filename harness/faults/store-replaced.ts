import { defineAct } from '#core/fault.ts';

/**
 * Somebody else has signed in: the store holds another login, with a grant of its own.
 *
 * The same person with another account, a colleague at a shared machine. Clients go on with the
 * old login until it runs out, and then write its remains over the new one.
 * @see POSIX, `rename`, by which a file gives way to another one
 */
export const storeReplaced = defineAct({
  name: 'store-replaced',
  layer: 'store',
  deed: () => 'replaced',
});
