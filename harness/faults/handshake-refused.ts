import { defineFault } from '#core/fault.ts';

/**
 * The server ends the handshake with an alert: there is nothing that both of them speak.
 *
 * A server that has dropped an old version, a client with an old library, a gateway that wants
 * another cipher. It fails at once and each time, and has to do with nobody's credentials, but the
 * word `handshake` in the message is often taken for one that was refused.
 * @see RFC 8446, section 6.2, `handshake_failure`
 */
export const handshakeRefused = defineFault({
  name: 'handshake-refused',
  layer: 'tls',
  strike: () => 'alert',
});
