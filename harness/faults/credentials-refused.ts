import { defineFault } from '#core/fault.ts';

/**
 * The service rejects whatever it is shown: tokens, new ones too, and keys.
 *
 * The part of the provider that looks tokens up is down, and the part that asks it says 401 rather
 * than 503. Clients refresh, are refused again, and draw the conclusion that the login is lost. For
 * a service that rejects one token and takes the next, use `unauthorized`.
 * @see RFC 6750, section 3.1, `invalid_token`
 */
export const credentialsRefused = defineFault({
  name: 'credentials-refused',
  layer: 'http',
  strike: ({ presents }) =>
    presents?.some(({ kind }) => kind !== 'refresh')
      ? { refuse: 'unauthorized', status: 401 }
      : undefined,
});
