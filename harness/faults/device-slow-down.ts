import { defineFault } from '#core/fault.ts';

/**
 * The server finds that the device asks too often: `slow_down`.
 *
 * A busy server says so even to a client that keeps to its interval. Each such answer makes the interval
 * five seconds longer for good; clients that go on as before, or take the 400 for the end, never
 * complete a sign-in that somebody has already allowed.
 * @see RFC 8628, section 3.5, `slow_down`
 */
export const deviceSlowDown = defineFault({
  name: 'device-slow-down',
  layer: 'http',
  strike: ({ endpoint, presents }) =>
    endpoint === 'token' && presents?.some(({ kind }) => kind === 'device-code')
      ? { refuse: 'slow-down', status: 400 }
      : undefined,
});
