import { isAimedAt, oneOf } from '#core/aim.ts';
import { BODIES } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The status is 200, and what should stand in the body does not.
 *
 * `body` says what does: `empty`, nothing; `half`, half of the right answer, so that the service
 * has acted; `error`, an error; `other-shape`, JSON of another kind; `no-data`, an object with
 * nothing in it. Gateways do all of these. Clients that only look at the status store `undefined`
 * as their new token, or show an empty answer as a success.
 * @see RFC 6749, section 5.1, on what must be in it; anthropics/claude-code issue 38414
 */
export const emptyAnswer = defineFault({
  name: 'empty-answer',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { body: oneOf(BODIES, params.body, 'empty') } : undefined,
});
