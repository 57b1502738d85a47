import { minutes } from '#core/duration.ts';
import { defineAct } from '#core/fault.ts';

/**
 * The client's clock is wrong: ahead by so many `minutes`, or behind where they are negative.
 *
 * A virtual machine that was resumed, a battery that has run out, a time zone that was corrected by
 * hand. A client that trusts its own clock over the server's answers takes a good token for an
 * expired one and refreshes without end, or sends a dead one for hours; and what lasts a minute
 * still lasts a minute, so that its timers do not notice.
 * @see RFC 6749, section 5.1, `expires_in`, which is a duration for this reason
 */
export const clockSkewed = defineAct({
  name: 'clock-skewed',
  layer: 'clock',
  deed: ({ minutes: ahead }) => ({
    // Zero is added since there is no negative one in JSON.
    // Beyond a year it is no clock that is wrong, but a date that cannot be written down.
    ahead: typeof ahead === 'number' && Math.abs(ahead) <= YEAR ? minutes(ahead + 0) : 0,
  }),
});

/** In minutes. */
const YEAR = 366 * 24 * 60;
