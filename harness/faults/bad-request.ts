import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The service says that the request is wrong: 400.
 *
 * A client and an API that have grown apart, a conversation that was stored damaged. The same
 * request will be refused for ever, so that trying again is noise, and a session that keeps it in
 * its history is stuck.
 * @see RFC 9110, section 15.5.1; anthropics/claude-code issue 55868
 */
export const badRequest = defineFault({
  name: 'bad-request',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { refuse: 'invalid-request', status: 400 } : undefined,
});
