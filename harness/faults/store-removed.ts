import { defineAct } from '#core/fault.ts';

/**
 * The store is gone.
 *
 * Somebody signed out in another window, cleaned up a home, or started a container without its
 * volume. A session that still has its token in memory may go on; clients that write what they
 * know back into the store undo a sign-out that was meant.
 * @see POSIX, `open`, ENOENT
 */
export const storeRemoved = defineAct({
  name: 'store-removed',
  layer: 'store',
  deed: () => 'removed',
});
