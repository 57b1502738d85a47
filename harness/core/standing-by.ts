import type { RunOrder } from './entry.ts';
import type { Evidence } from './evidence.ts';

/** Whether a login brought what a piece of work needs: a token that is good, or a new one. */
export const loginServes = (evidence: Evidence, at: number, until: number): boolean =>
  evidence.tokenValid(at, until) || (evidence.up('oauth', at, until) && evidence.redeemable(at));

/** Whether the client says that it goes on with a key while a login brings nothing, and has one. */
export const hasFallback = ({ client, scenario }: RunOrder): boolean =>
  client.declares?.fallback === true && scenario.given.credentials === 'login-and-key';
