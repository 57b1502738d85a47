import type { Setting } from '#core/client.ts';
import type { Credentials } from '#core/scenario.ts';
import type { Ledger } from '#services/ledger.ts';

/** What a client signs its requests with when the run begins. */
export type Carried = Pick<Setting, 'login' | 'token' | 'apiKey' | 'strayKey' | 'capability'>;

/**
 * Issue what a client is given to begin with.
 *
 * @param expiresAt when the access token of its login expires, in milliseconds since the epoch
 */
export function issue(
  credentials: Credentials,
  ledger: Ledger,
  terms: {
    readonly clientId: string;
    readonly expiresAt: number;
    /** When its login ends, if it does. */
    readonly endsAt?: number;
    /** Sign a capability token of a login, which stands in the ledger by its name or its text. */
    readonly capabilityOf: (login: string) => string;
  },
): Carried {
  const login = () => ledger.signIn(terms.clientId, terms.expiresAt, terms.endsAt);
  const key = (fallback: boolean) => ({ text: ledger.issueKey().text, fallback });
  switch (credentials) {
    case 'login':
      return { login: login() };
    case 'nothing':
      return {};
    case 'long-lived-token':
      return { token: ledger.issueLongLived(terms.clientId).text };
    case 'api-key':
      return { apiKey: key(false) };
    case 'login-and-key':
      return { login: login(), apiKey: key(true) };
    case 'login-and-stray-key':
      return { login: login(), strayKey: ledger.issueKey().text };
    case 'login-and-capability': {
      const carried = login();
      return { login: carried, capability: terms.capabilityOf(carried.accessToken) };
    }
    case 'login-and-long-lived-token':
      return { login: login(), token: ledger.issueLongLived(terms.clientId).text };
    case 'login-and-stale-key': {
      const stale = ledger.issueKey();
      ledger.revoke(stale.family, 'the key was deleted long ago');
      return { login: login(), apiKey: { text: stale.text, fallback: false } };
    }
  }
}
