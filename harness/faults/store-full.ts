import { defineAct } from '#core/fault.ts';

/**
 * There is no room left for one more byte beside the store.
 *
 * A full disk, a quota, a log that nobody rotates. The write fails after the file has been opened,
 * so that clients which rewrite in place have emptied their store before they find out.
 * @see POSIX, `write`, ENOSPC
 */
export const storeFull = defineAct({
  name: 'store-full',
  layer: 'store',
  deed: () => 'full',
});
