import { after, isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * A stream goes on, with one event every ten seconds.
 *
 * A model under load, a line that is all but dead. The answer will be whole in a minute or two for
 * whoever waits. Clients that bound the whole request give up on an answer that was on its way, and
 * ask for it again from the beginning.
 * @see https://docs.claude.com/en/api/streaming; WHATWG HTML, server-sent events
 */
export const streamSlow = defineFault({
  name: 'stream-slow',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { stream: 'drip', after: after(params.after, 1) } : undefined,
});
