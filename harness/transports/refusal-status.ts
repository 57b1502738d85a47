import type { Refusal } from '#core/effect.ts';

/**
 * The status that a refusal has where nobody names one: in the middle of a stream, whose own status
 * was sent long ago. Providers repeat it in the error itself. Whatever is not here is a failure of
 * the service, since it began to answer.
 * @see RFC 9110, section 15; 529 is Anthropic's own
 */
const STATUS: Readonly<Partial<Record<Refusal, number>>> = {
  unauthorized: 401,
  revoked: 401,
  'insufficient-scope': 403,
  forbidden: 403,
  'organization-not-allowed': 403,
  'not-a-member': 403,
  'session-invalid': 403,
  'no-credit': 403,
  'rate-limited': 429,
  'quota-exhausted': 429,
  unavailable: 503,
  timeout: 504,
  overloaded: 529,
};

export const refusalStatus = (refusal: Refusal): number => STATUS[refusal] ?? 500;
