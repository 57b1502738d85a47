import { defineFault } from '#core/fault.ts';

/**
 * The resolver does not answer.
 *
 * A Wi-Fi that swallows UDP, a VPN that has just gone down, a resolver that is flooded. Nothing
 * fails for ten seconds, which the C library spends on asking again; a client that gives a turn
 * less than that reports a slow model, and one without any limit seems to hang.
 * @see RFC 1035, section 4.2.1, and resolv.conf(5), `timeout` and `attempts`
 */
export const dnsSilent = defineFault({
  name: 'dns-silent',
  layer: 'dns',
  strike: () => 'silence',
});
