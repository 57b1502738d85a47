import { errorStatus, isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The service fails and says so: 500, or whatever error `status` names.
 *
 * A deployment gone wrong, a dependency that is down. It says nothing about the request or whoever
 * sent it. Clients that give up at the first one lose work to a blip; those that never do are still
 * knocking when it is clear that nobody will open.
 * @see RFC 9110, section 15.6
 */
export const serverError = defineFault({
  name: 'server-error',
  layer: 'http',
  strike: (attempt, params) => {
    if (!isAimedAt(attempt, params)) return undefined;
    const status = errorStatus(params.status, 500);
    return { refuse: status === 504 ? 'timeout' : 'server-error', status };
  },
});
