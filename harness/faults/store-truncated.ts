import { defineAct } from '#core/fault.ts';

/**
 * The second half of the store is missing.
 *
 * A process that was killed while it rewrote the file in place, a sync that was interrupted. What
 * is left is no JSON any more, and clients crash over it at every start, or throw away with it
 * whatever else was in the file.
 * @see anthropics/claude-code#29155, a file that ends in the middle
 */
export const storeTruncated = defineAct({
  name: 'store-truncated',
  layer: 'store',
  deed: () => 'truncated',
});
