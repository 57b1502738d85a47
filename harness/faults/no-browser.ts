import { defineAct } from '#core/fault.ts';

/**
 * There is no browser to open.
 *
 * A server at the other end of SSH, a container, a machine in a build farm. Clients report that
 * they have opened one, and wait for an answer that nobody can give.
 * @see RFC 8628, section 1, on devices without a browser
 */
export const noBrowser = defineAct({
  name: 'no-browser',
  layer: 'place',
  deed: () => 'no-browser',
});
