import { errorStatus } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The page on which somebody would sign in shows an error: 500, or whatever error `status` says.
 *
 * The client has opened a browser, waits on its loopback port, and hears nothing, because the
 * error is told to a person and not to it. Clients wait for ever, or hold the terminal until they
 * are killed; the old login, if there was one, is as good as before. With a status below 500, other
 * than 429, the server has decided, and sends its error back to the client instead.
 * @see RFC 6749, section 4.1.2.1, where a server that fails does not redirect
 */
export const authorizeUnavailable = defineFault({
  name: 'authorize-unavailable',
  layer: 'http',
  strike: ({ endpoint }, { status }) =>
    endpoint === 'authorize'
      ? { refuse: 'unavailable', status: errorStatus(status, 500) }
      : undefined,
});
