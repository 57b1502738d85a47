import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The token endpoint is there and cannot serve: 503, or whatever error status `params` name.
 *
 * It says nothing about the grant, which is as good as before. Clients that treat any answer but
 * 200 as a refusal sign everybody out at once.
 * @see RFC 9110, section 15.6, and RFC 6749, section 5.2, which defines no such error
 */
export const refreshUnavailable = defineFault({
  name: 'refresh-unavailable',
  layer: 'http',
  strike: ({ endpoint }, { status }) =>
    endpoint === 'token'
      ? { refuse: 'unavailable', status: isError(status) ? status : 503 }
      : undefined,
});

/** Nothing else is a status that says that a server cannot serve. */
const isError = (status: Json | undefined): status is number =>
  typeof status === 'number' && Number.isInteger(status) && status >= 400 && status <= 599;
