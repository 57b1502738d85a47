import type { Refusal } from '#core/effect.ts';

/**
 * How an authorization server words each refusal: the errors of RFC 6749, sections 4.1.2.1 and 5.2,
 * RFC 8628, section 3.5, and RFC 6750, section 3.1, and for the rest what providers have made up.
 */
export const WORDS: Readonly<Record<Refusal, readonly [error: string, description: string]>> = {
  'invalid-request': ['invalid_request', 'The request is malformed.'],
  'invalid-client': ['invalid_client', 'Client authentication failed.'],
  'invalid-grant': ['invalid_grant', 'Refresh token not found or invalid'],
  'unauthorized-client': ['unauthorized_client', 'This client may not use that grant.'],
  'unsupported-grant-type': ['unsupported_grant_type', 'That grant is not offered.'],
  'invalid-scope': ['invalid_scope', 'Nothing of that is offered.'],
  'authorization-pending': ['authorization_pending', 'Nobody has decided yet.'],
  'slow-down': ['slow_down', 'You ask too often.'],
  'access-denied': ['access_denied', 'Somebody has said no.'],
  'expired-token': ['expired_token', 'The device code has expired.'],
  unauthorized: ['invalid_client', 'Client authentication failed.'],
  revoked: ['invalid_grant', 'The grant has been revoked.'],
  'insufficient-scope': ['insufficient_scope', 'The token is not good for that.'],
  forbidden: ['access_denied', 'That is not allowed.'],
  'organization-not-allowed': ['access_denied', 'Your organization does not allow this sign-in.'],
  'not-a-member': ['access_denied', 'You are not a member of that organization any more.'],
  'session-invalid': ['invalid_grant', 'The session is not valid any more.'],
  'no-credit': ['access_denied', 'There is no credit left.'],
  'not-found': ['not_found', 'There is nothing here.'],
  'too-large': ['invalid_request', 'The request is too large.'],
  'rate-limited': ['rate_limit_error', 'Rate limited. Please try again later.'],
  'quota-exhausted': ['rate_limit_error', 'The quota is exhausted.'],
  'server-error': ['server_error', 'Something went wrong on our side. Please try again later.'],
  unavailable: ['server_error', 'Something went wrong on our side. Please try again later.'],
  timeout: ['temporarily_unavailable', 'It took too long. Please try again later.'],
  overloaded: ['temporarily_unavailable', 'Too busy. Please try again later.'],
};
