import { errorStatus } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * Nobody can say who the user is and what they have paid for: 503, or whatever error `status` says.
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
      ? { refuse: 'unavailable', status: errorStatus(status, 503) }
      : undefined,
});
