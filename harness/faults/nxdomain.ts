import { failing } from '#core/failing.ts';
import { defineFault } from '#core/fault.ts';

/**
 * The name does not exist, and the resolver is sure of it.
 *
 * A lapsed record, a dropped VPN, a captive portal: the answer comes at once and sounds final, and
 * the name is back in a while. Clients that take the certainty for permanence sign the user out.
 * For a resolver that cannot say, use `servfail`.
 *
 * `negativeTtl` is for how many seconds a cache may go on saying so, `extended` the code of an
 * extended error that says why (RFC 8914), for those few who read it.
 * @see RFC 2308, section 2.1
 */
export const nxdomain = defineFault({
  name: 'nxdomain',
  layer: 'dns',
  strike: (_, params) => failing('NXDOMAIN', params),
});
