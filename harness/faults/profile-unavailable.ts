import { defineFault } from '#core/fault.ts';
import type { Json } from '#core/json.ts';

/**
 * Nobody can say who the user is and what they have paid for: 503, or whatever `status` says.
 *
 * The login is good and the model answers, but a service in between that knows plans and
 * entitlements is down. Clients that ask it at their start take no answer for no subscription,
 * and turn a paying user away; what was true yesterday would have done.
 * @see RFC 9110, section 15.6.4
 */
export const profileUnavailable = defineFault({
  name: 'profile-unavailable',
  layer: 'http',
  // The model is there for whoever asks it.
  leaves: 'service',
  strike: ({ endpoint }, { status }) =>
    endpoint === 'profile'
      ? { refuse: 'unavailable', status: isError(status) ? status : 503 }
      : undefined,
});

/** Nothing else is a status that says that a server cannot serve. */
const isError = (status: Json | undefined): status is number =>
  typeof status === 'number' && Number.isInteger(status) && status >= 500 && status <= 599;
