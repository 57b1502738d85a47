import { defineFault } from '#core/fault.ts';

/**
 * Nobody has decided yet, however often the device asks.
 *
 * The person has gone to look for their telephone, or has typed the code and not been heard. It is no
 * failure: a client goes on asking at its pace until the code runs out, and one that gives up at the
 * first 400, or asks without a pause, does not get through the evening.
 * @see RFC 8628, section 3.5, `authorization_pending`
 */
export const devicePending = defineFault({
  name: 'device-pending',
  layer: 'http',
  strike: ({ endpoint, presents }) =>
    endpoint === 'token' && presents?.some(({ kind }) => kind === 'device-code')
      ? { refuse: 'authorization-pending', status: 400 }
      : undefined,
});
