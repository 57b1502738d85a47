import { defineAct } from '#core/fault.ts';

/**
 * The store has its old length and holds nothing but zeros.
 *
 * What a file system may leave behind after a power cut, when it had written down the length and
 * not yet the content. A client that only tells a missing file from a present one has no words for
 * it.
 * @see ext4(5), `auto_da_alloc`, on files that were replaced without fsync
 */
export const storeCorrupt = defineAct({
  name: 'store-corrupt',
  layer: 'store',
  deed: () => 'corrupt',
});
