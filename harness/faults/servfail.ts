import { defineFault } from '#core/fault.ts';

/**
 * The resolver cannot say whether the name exists.
 *
 * A broken DNSSEC chain, an authoritative server out of reach. The C library asks again by itself
 * and then reports a temporary failure (`EAI_AGAIN`), so that a client may hear of it late, and
 * clients that only know `ENOTFOUND` call it something else.
 * @see RFC 1035, section 4.1.1, and RFC 8499, section 3
 */
export const servfail = defineFault({ name: 'servfail', layer: 'dns', strike: () => 'SERVFAIL' });
