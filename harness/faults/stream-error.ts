import { after, isAimedAt, oneOf } from '#core/aim.ts';
import { REFUSALS } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';

/**
 * A stream begins well and then says that something has failed, after the status 200 has long been
 * sent.
 *
 * Capacity that is lost in the middle of an answer. `type` says which error, `after` how much of
 * the stream comes first. Clients that only look at the status take what they have for the whole
 * answer, or drop it without a word.
 * @see https://docs.claude.com/en/api/streaming, error events; WHATWG HTML, server-sent events
 */
export const streamError = defineFault({
  name: 'stream-error',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params)
      ? {
          stream: 'error',
          after: after(params.after, 3),
          error: oneOf(REFUSALS, params.type, 'overloaded'),
        }
      : undefined,
});
