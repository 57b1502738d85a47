import { defineAct } from '#core/fault.ts';

/**
 * Somebody else holds the store's lock, and keeps it fresh.
 *
 * A second session that hangs in a refresh of its own, a virus scanner, a backup. A client that
 * waits without an end hangs with it, and one that breaks the lock writes over what the other
 * wrote.
 * @see anthropics/claude-code#95425, a lock that was left behind, and POSIX, `open`, EBUSY
 */
export const storeLocked = defineAct({
  name: 'store-locked',
  layer: 'store',
  deed: () => 'locked',
});
