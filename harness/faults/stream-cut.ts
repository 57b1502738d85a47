import { after, isAimedAt, oneOf } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * A stream is over before its last event.
 *
 * `how` says in which way: `break`, the connection breaks; `end`, the body ends as if it were
 * whole. A proxy that was restarted, a time limit of somebody's in between. The clean end is the
 * worse one: no error is raised anywhere, and clients hand over half an answer, or half a tool
 * call, as the answer.
 * @see RFC 9112, section 8; https://docs.claude.com/en/api/streaming, `message_stop`
 */
export const streamCut = defineFault({
  name: 'stream-cut',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params)
      ? { stream: oneOf(['break', 'end'], params.how, 'break'), after: after(params.after, 3) }
      : undefined,
});
