import { errorStatus } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The token endpoint is there and cannot serve: 503, or whatever error `status` says.
 *
 * It says nothing about the grant, which is as good as before. Clients that treat any answer but
 * 200 as a refusal sign everybody out at once.
 * @see RFC 9110, section 15.6, and RFC 6749, section 5.2, which defines no such error
 */
export const refreshUnavailable = defineFault({
  name: 'refresh-unavailable',
  layer: 'http',
  strike: ({ endpoint }, { status }) =>
    endpoint === 'token' ? { refuse: 'unavailable', status: errorStatus(status, 503) } : undefined,
});
