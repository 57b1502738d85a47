import { after, isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * A stream begins well and goes silent: no event, no ping, no end.
 *
 * A worker that died without telling its proxy, a firewall that forgot the connection. Nothing in
 * TCP will ever say so. Clients without a watchdog show a spinner until somebody kills them; it is
 * the failure that unattended sessions die of most.
 * @see RFC 9293, section 3.8.4, on keep-alives; anthropics/claude-code issues 25979, 61001
 */
export const streamSilent = defineFault({
  name: 'stream-silent',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params) ? { stream: 'silence', after: after(params.after, 3) } : undefined,
});
