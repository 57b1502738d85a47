import { defineFault } from '#core/fault.ts';

/**
 * The server begins its part of the handshake and never comes to the end of it.
 *
 * A middlebox that inspects TLS and has run out of memory, a server that swaps. Bytes have come, so
 * that a watch over silence which starts with the connection is already satisfied; only a limit on
 * the whole handshake ends the wait.
 * @see RFC 8446, section 4.1.3
 */
export const handshakeEndless = defineFault({
  name: 'handshake-endless',
  layer: 'tls',
  strike: () => 'endless',
});
