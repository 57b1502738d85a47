import { defineAct } from '#core/fault.ts';

/**
 * Somebody else listens on the port at which the client waits for the browser to come back.
 *
 * A second sign-in that was never finished, another tool with the same habit. A client that
 * insists on its port cannot sign in at all, and one that does not look sends its code to a
 * stranger.
 * @see RFC 8252, section 7.3
 */
export const callbackPortTaken = defineAct({
  name: 'callback-port-taken',
  layer: 'place',
  deed: () => 'port-taken',
});
