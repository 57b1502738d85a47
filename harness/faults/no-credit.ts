import { isAimedAt } from '#core/aim.ts';
import { defineFault } from '#core/fault.ts';

/**
 * There is no money left: 400, or 402 where `status` says so.
 *
 * A prepaid balance that has run out over night. It comes with the status of a malformed request,
 * and only its words tell them apart. Clients that retry it, or call it a problem with the login,
 * keep their user from the one thing that would help.
 * @see RFC 9110, section 15.5.3; https://docs.claude.com/en/api/errors, `billing_error`
 */
export const noCredit = defineFault({
  name: 'no-credit',
  layer: 'http',
  strike: (attempt, params) =>
    isAimedAt(attempt, params)
      ? { refuse: 'no-credit', status: params.status === 402 ? 402 : 400 }
      : undefined,
});
