import type { RunOrder } from './entry.ts';
import type { Evidence } from './evidence.ts';

/** Whether a login brought what a piece of work needs: a token that is good, or a new one. */
export const loginServes = (evidence: Evidence, at: number, until: number): boolean =>
  evidence.tokenValid(at, until) || (evidence.up('oauth', at, until) && evidence.redeemable(at));

/** Whether the client says that it goes on with a key while a login brings nothing, and has one. */
export const hasFallback = ({ client, scenario }: RunOrder): boolean =>
  client.declares?.fallback === true && scenario.given.credentials === 'login-and-key';

/** Whether it says that it goes on with a capability token, and was handed one. */
const hasCapability = ({ client, scenario }: RunOrder): boolean =>
  client.declares?.capability === true && scenario.given.credentials === 'login-and-capability';

/** Whether it says that it has something to go on with, and has it. */
export const hasStandby = (order: RunOrder): boolean => hasFallback(order) || hasCapability(order);

/**
 * Whether that serves from one moment to another: a key always does. A log that has lost its order
 * tells nothing of what was declared.
 */
export const standbyServes = (evidence: Evidence, at: number, until: number): boolean => {
  const { order } = evidence;
  if (order === undefined) return false;
  return hasFallback(order) || (hasCapability(order) && evidence.capabilityValid(at, until));
};
