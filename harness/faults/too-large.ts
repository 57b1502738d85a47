import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The request is too large: 413.
 *
 * A conversation with many pictures in it, a tool's output of megabytes. Only a smaller request
 * can pass. Clients that repeat it as it is never come out of it, and those that call it a problem
 * of the network send their user to the wrong place.
 * @see RFC 9110, section 15.5.14; https://docs.claude.com/en/api/errors, `request_too_large`
 */
export const tooLarge = defineFault({
  name: 'too-large',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { refuse: 'too-large', status: 413 } : undefined,
});
