import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The service acts on the request, and the connection breaks before its answer arrives.
 *
 * A load balancer that is restarted, a phone that changes networks. At a token endpoint that
 * rotates it is the worst moment of all: the old refresh token is spent, and the client never saw
 * the new one. Clients that take it for a refusal throw the login away; those that ask again with
 * the same token can be taken for a thief, unless the server leaves them a moment of grace.
 * @see RFC 9700, section 4.14.2, and RFC 9110, section 9.2.2
 */
export const answerLost = defineFault({
  name: 'answer-lost',
  layer: 'http',
  strike: (attempt, params) => (isAimedAt(attempt, params) ? { lose: 'answer' } : undefined),
});
