import { defineFault } from '#core/fault.ts';

/**
 * The name exists and has no address.
 *
 * A record that was dropped while the zone was edited, a name that answers for IPv6 only to those
 * who have none. The C library reports it as it reports a name that is gone (`ENOTFOUND`), and
 * clients call a mistake of the server a typing error of the user.
 * @see RFC 2308, section 2.2
 */
export const nodata = defineFault({
  name: 'nodata',
  layer: 'dns',
  strike: () => 'NODATA',
});
