import { defineFault } from '#core/fault.ts';

/**
 * The name does not exist, and the resolver is sure of it.
 *
 * A lapsed record, a dropped VPN, a captive portal: the answer comes at once and sounds final, and
 * the name is back in a while. Clients that take the certainty for permanence sign the user out.
 * For a resolver that cannot say, use `servfail`.
 * @see RFC 2308, section 2.1
 */
export const nxdomain = defineFault({ name: 'nxdomain', layer: 'dns', strike: () => 'NXDOMAIN' });
