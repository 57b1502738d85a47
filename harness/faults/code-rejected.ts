import { defineFault } from '#core/fault.ts';

/**
 * The code that a sign-in has brought is not exchanged: `invalid_grant`.
 *
 * It was pasted a minute too late, cut short by a terminal, or a replica has not heard of it yet. The
 * person has to begin again, and a client that only says that its login has expired sends them to look
 * in the wrong place.
 * @see RFC 6749, sections 4.1.2 and 5.2
 */
export const codeRejected = defineFault({
  name: 'code-rejected',
  layer: 'http',
  strike: ({ endpoint, presents }) =>
    endpoint === 'token' && presents?.some(({ kind }) => kind === 'code')
      ? { refuse: 'invalid-grant', status: 400 }
      : undefined,
});
