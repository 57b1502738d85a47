import { defineFault } from '#core/fault.ts';

/**
 * Somebody has said no: the browser comes back with `access_denied`, and so does a device's question.
 *
 * A person who clicks on the wrong button, an administrator's policy that decides in their place.
 * The answer is final for this attempt and for nothing else; clients wait on their loopback port for a
 * code that never comes, or throw the old login away before they have a new one.
 * @see RFC 6749, section 4.1.2.1, and RFC 8628, section 3.5
 */
export const signInDenied = defineFault({
  name: 'sign-in-denied',
  layer: 'http',
  strike: ({ endpoint, presents }) =>
    endpoint === 'authorize' ||
    (endpoint === 'token' && presents?.some(({ kind }) => kind === 'device-code'))
      ? { refuse: 'access-denied', status: 400 }
      : undefined,
});
