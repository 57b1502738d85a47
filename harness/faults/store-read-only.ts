import { defineAct } from '#core/fault.ts';

/**
 * The store, and the folder that it lies in, may be read and not written.
 *
 * A home on a read-only mount, a file that belongs to root since somebody used sudo, a container
 * image with the login baked in. A client that has just exchanged its refresh token holds the only
 * good copy in memory: clients carry on as if it were saved, and the next start finds a spent
 * token.
 * @see POSIX, `open`, EACCES, and umputun/ralphex#411, a login that is mounted read-only
 */
export const storeReadOnly = defineAct({
  name: 'store-read-only',
  layer: 'store',
  deed: () => 'read-only',
});
