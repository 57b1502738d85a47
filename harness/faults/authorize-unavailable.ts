import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The page on which somebody would sign in shows an error: 500, or whatever `status` says.
 *
 * The client has opened a browser, waits on its loopback port, and hears nothing, because the error is
 * told to a person and not to it. Clients wait for ever, or hold the terminal until they are killed;
 * the old login, if there was one, is as good as before.
 * @see RFC 6749, section 4.1.2.1, where a server that fails does not redirect
 */
export const authorizeUnavailable = defineFault({
  name: 'authorize-unavailable',
  layer: 'http',
  strike: ({ endpoint }, { status }) =>
    endpoint === 'authorize'
      ? { refuse: 'unavailable', status: isError(status) ? status : 500 }
      : undefined,
});

/** Nothing else is a status that says that a server cannot serve. */
const isError = (status: Json | undefined): status is number =>
  typeof status === 'number' && Number.isInteger(status) && status >= 500 && status <= 599;
