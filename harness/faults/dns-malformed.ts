import { oneOf } from '#core/aim.ts';
import { MALFORMED } from '#core/effect.ts';
import { defineFault } from '#core/fault.ts';

/**
 * Bytes come that are no answer to what was asked: `how` says which, garbage where it says nothing.
 *
 * A broken middlebox, an attacker who guesses, a resolver with a bug. What becomes of it is the
 * resolver's affair: the C library takes no notice of what does not fit and waits ten seconds, or
 * reads it and reports a name that does not exist. A client that tells the two apart by their
 * meaning, and not by what it should do next, is wrong about one of them.
 * @see RFC 5452, section 9.1, and RFC 1035, section 4.1
 */
export const dnsMalformed = defineFault({
  name: 'dns-malformed',
  layer: 'dns',
  strike: (_, { how }) => ({ malformed: oneOf(MALFORMED, how, 'garbage') }),
});
