import { defineFault } from '#core/fault.ts';

/**
 * The device's code has run out before anybody decided: `expired_token`.
 *
 * Somebody was called away between reading the code and typing it. The device has to ask for a new
 * code and show it; clients go on asking with the old one, or start over without telling anybody.
 * @see RFC 8628, section 3.5, `expired_token`
 */
export const deviceExpired = defineFault({
  name: 'device-expired',
  layer: 'http',
  strike: ({ endpoint, presents }) =>
    endpoint === 'token' && presents?.some(({ kind }) => kind === 'device-code')
      ? { refuse: 'expired-token', status: 400 }
      : undefined,
});
