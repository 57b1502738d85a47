import { failing } from '#core/failing.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The resolver cannot say whether the name exists.
 *
 * A broken DNSSEC chain, an authoritative server out of reach. The C library asks again by itself
 * and then reports a temporary failure (`EAI_AGAIN`), so that a client may hear of it late, and
 * clients that only know `ENOTFOUND` call it something else.
 *
 * `extended` is the code of an extended error that says why (RFC 8914): 22 for a server that cannot
 * be reached, 6 for DNSSEC. No client that goes through the C library ever sees it.
 * @see RFC 1035, section 4.1.1, and RFC 8499, section 3
 */
export const servfail = defineFault({
  name: 'servfail',
  layer: 'dns',
  strike: (_, params) => failing('SERVFAIL', params),
});
