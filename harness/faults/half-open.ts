import { defineFault } from '#core/fault.ts';

/**
 * The other side takes the greeting and is gone, without a word and without noticing that we
 * leave.
 *
 * A machine that lost its power, a NAT that dropped its table. It differs from a black hole when
 * the client wants to leave in good order: its FIN is not answered, and one that waits for that
 * waits for as long as its kernel allows.
 * @see RFC 9293, section 3.5.1
 */
export const halfOpen = defineFault({
  name: 'half-open',
  layer: 'connect',
  strike: () => 'half-open',
});
