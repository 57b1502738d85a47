import { after, isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * A stream begins well, and then there are only signs of life in it, for ever.
 *
 * A gateway that keeps the connection warm for a model that will not answer any more. Whoever
 * counts bytes sees a healthy stream; only a client that counts progress can notice.
 * @see https://docs.claude.com/en/api/streaming, ping events; WHATWG HTML, server-sent events
 */
export const streamPingsOnly = defineFault({
  name: 'stream-pings-only',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { stream: 'pings', after: after(params.after, 3) } : undefined,
});
