import type { Refusal } from '#core/effect.ts';
import type { Refused } from '#core/service.ts';
import { json } from '../prepared.ts';
import { retryAfterHeader } from '../retry-after.ts';

/** The types of error that the API knows, by its documentation. */
type ErrorType =
  | 'invalid_request_error'
  | 'authentication_error'
  | 'billing_error'
  | 'permission_error'
  | 'not_found_error'
  | 'request_too_large'
  | 'rate_limit_error'
  | 'api_error'
  | 'timeout_error'
  | 'overloaded_error';

interface Words {
  readonly type: ErrorType;
  readonly message: string;
  /** What a program may go by, where the API says more than a type. */
  readonly code?: string;
}

/**
 * How this provider words each refusal. What only an authorization server says is here what it
 * would be if the API said it: a request that is not understood.
 *
 * Claude Code takes the organization's refusal for a state of its own (`oauth_org_not_allowed`) by
 * its message: the body carries no code for it. A login that is good while its session is not
 * (`account_session_invalid`) does come with one.
 * @see https://docs.claude.com/en/api/errors; anthropics/claude-code issues 65714, 54864, 38414
 */
const WORDS: Readonly<Record<Refusal, Words>> = {
  'invalid-request': {
    type: 'invalid_request_error',
    message: 'messages: at least one message is required',
  },
  ...alike(
    [
      'invalid-client',
      'invalid-grant',
      'unauthorized-client',
      'unsupported-grant-type',
      'invalid-scope',
      'authorization-pending',
      'slow-down',
      'access-denied',
      'expired-token',
    ],
    { type: 'invalid_request_error', message: 'Invalid request' },
  ),
  unauthorized: { type: 'authentication_error', message: 'Invalid authentication credentials' },
  revoked: { type: 'authentication_error', message: 'OAuth access token has been revoked.' },
  'insufficient-scope': {
    type: 'permission_error',
    message: 'OAuth token does not meet scope requirement user:inference',
  },
  forbidden: { type: 'permission_error', message: 'Request not allowed' },
  'organization-not-allowed': {
    type: 'permission_error',
    message: 'OAuth authentication is currently not allowed for this organization.',
  },
  'not-a-member': {
    type: 'permission_error',
    message: 'Account is no longer a member of the organization associated with this token.',
  },
  'session-invalid': {
    type: 'permission_error',
    message: 'Invalid authorization',
    code: 'account_session_invalid',
  },
  'no-credit': {
    type: 'invalid_request_error',
    message:
      'Your credit balance is too low to access the Anthropic API. ' +
      'Please go to Plans & Billing to upgrade or purchase credits.',
  },
  'not-found': { type: 'not_found_error', message: 'Not Found' },
  'too-large': {
    type: 'request_too_large',
    message: 'Request exceeds the maximum allowed number of bytes.',
  },
  'rate-limited': {
    type: 'rate_limit_error',
    message: "This request would exceed your account's rate limit. Please try again later.",
  },
  'quota-exhausted': {
    type: 'rate_limit_error',
    message: 'You have reached your usage limit.',
  },
  'server-error': { type: 'api_error', message: 'Internal server error' },
  unavailable: { type: 'api_error', message: 'Internal server error' },
  timeout: { type: 'timeout_error', message: 'Request timed out' },
  overloaded: { type: 'overloaded_error', message: 'Overloaded' },
};

function alike<const R extends Refusal>(refusals: readonly R[], words: Words): Record<R, Words> {
  return Object.fromEntries(refusals.map((refusal) => [refusal, words])) as Record<R, Words>;
}

/** An answer that says no, in the API's shape. */
export const error = (
  status: number,
  type: ErrorType,
  message: string,
  id: string,
  more: { readonly headers?: Readonly<Record<string, string>>; readonly code?: string } = {},
): Response => {
  const details = more.code && {
    details: { error_visibility: 'user_facing', error_code: more.code },
  };
  return json(
    { type: 'error', error: { type, message, ...details }, request_id: id },
    { status, headers: { 'request-id': id, ...more.headers } },
  );
};

/**
 * Turn a request away.
 *
 * @param now milliseconds since the epoch
 */
export function refused(effect: Refused, id: string, now: number): Response {
  const { refuse, status, retryAfter, shouldRetry } = effect;
  const { type, message, code } = WORDS[refuse];
  const headers = {
    ...retryAfterHeader(retryAfter, now),
    ...(shouldRetry !== undefined && { 'x-should-retry': String(shouldRetry) }),
    // Only a limit that is used up says so here: a 429 may well come without any such header.
    ...(refuse === 'quota-exhausted' && {
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(Math.ceil(now / 1_000) + PERIOD),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    }),
  };
  // Credit that is used up is a bad request at 400, and a type of its own at 402.
  const named = refuse === 'no-credit' && status === 402 ? 'billing_error' : type;
  return error(status, named, message, id, { headers, ...(code && { code }) });
}

/** A subscription's limit is one of five hours. In seconds. */
const PERIOD = 5 * 3_600;
