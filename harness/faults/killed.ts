import { defineAct } from '#core/fault.ts';

/**
 * The client's processes end without warning, and are started again at once.
 *
 * A machine that runs out of memory, a supervisor that has lost its patience, a power cut. Nothing
 * can be tidied up: whatever was not yet on the disk is gone, and a refresh token that was
 * exchanged a moment ago may be all of it.
 * @see signal(7), SIGKILL
 */
export const killed = defineAct({
  name: 'killed',
  layer: 'process',
  deed: () => 'killed',
});
