import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * The status page itself cannot serve: 503, or whatever server error `status` names.
 *
 * Everybody asks it in the same minute, and it may stand on what has just failed. That a page is
 * away says nothing of the service behind it: clients that take it for bad news give up work that
 * would have been done, and those that wait for its answer wait with every turn.
 * @see RFC 9110, section 15.6
 */
export const statusPageDown = defineFault({
  name: 'status-page-down',
  layer: 'http',
  strike: ({ endpoint }, { status }) =>
    endpoint === 'status'
      ? { refuse: 'unavailable', status: isServerError(status) ? status : 503 }
      : undefined,
});

const isServerError = (status: Json | undefined): status is number =>
  typeof status === 'number' && Number.isInteger(status) && status >= 500 && status <= 599;
