import type { Refusal, RetryAfter } from '#core/effect.ts';
import type { Refused } from '#core/service.ts';
import { retryAfterHeader } from '../retry-after.ts';

/** What the API says in an error: `code` is what programs go by, where there is one. */
export interface Complaint {
  readonly type: string;
  readonly code: string | null;
  readonly message: string;
  readonly param?: string;
}

const invalid = (code: string | null, message: string): Complaint => ({
  type: 'invalid_request_error',
  code,
  message,
});

const QUOTA: Complaint = {
  type: 'insufficient_quota',
  code: 'insufficient_quota',
  message: 'You exceeded your current quota, please check your plan and billing details.',
};

/**
 * How the API words each refusal: as its guide to errors has it or, for what only ChatGPT logins
 * meet, as users quote it in reports.
 * @see https://platform.openai.com/docs/guides/error-codes
 */
const WORDS: Readonly<Partial<Record<Refusal, Complaint>>> = {
  'invalid-request': invalid(null, 'The request could not be understood.'),
  unauthorized: invalid('invalid_api_key', 'Incorrect API key provided.'),
  revoked: invalid('token_revoked', 'Encountered invalidated oauth token for user.'),
  'expired-token': invalid(
    'token_expired',
    'Provided authentication token is expired. Please try signing in again.',
  ),
  'session-invalid': invalid(
    'token_invalidated',
    'Your authentication token has been invalidated. Please try signing in again.',
  ),
  'insufficient-scope': invalid(
    'missing_scope',
    'You have insufficient permissions for this operation. Missing scopes: api.responses.write.',
  ),
  forbidden: {
    type: 'request_forbidden',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported',
  },
  'organization-not-allowed': invalid(
    'account_deactivated',
    'The OpenAI account associated with this API key has been deactivated.',
  ),
  'not-a-member': invalid(
    'no_organization',
    'You must be a member of an organization to use the API.',
  ),
  'no-credit': QUOTA,
  'quota-exhausted': QUOTA,
  'not-found': invalid('model_not_found', 'The model does not exist or you do not have access.'),
  'too-large': invalid('request_too_large', 'The request is larger than the API accepts.'),
  'rate-limited': {
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached on requests per min (RPM): Limit 500, Used 500, Requested 1.',
  },
  'server-error': {
    type: 'server_error',
    code: 'server_error',
    message: 'The server had an error while processing your request. Sorry about that!',
  },
  unavailable: {
    type: 'server_error',
    code: 'service_unavailable',
    message: 'The service is temporarily unavailable. Please try again later.',
  },
  timeout: { type: 'server_error', code: 'timeout', message: 'The request timed out.' },
  overloaded: {
    type: 'service_unavailable_error',
    code: 'server_is_overloaded',
    message: 'Our servers are currently overloaded. Please try again later.',
  },
};

/** What a refusal says. A subscription that is used up is worded otherwise than an API account. */
export function complaint(effect: Refused, path: string, now: number): Complaint {
  if (effect.refuse === 'quota-exhausted' && path.startsWith('/backend-api/')) {
    return {
      type: 'usage_limit_reached',
      code: 'usage_limit_reached',
      message: 'The usage limit has been reached',
      ...resets(effect.retryAfter, now),
    };
  }
  const said = WORDS[effect.refuse] ?? (effect.status < 500 ? FALLBACK : WORDS['server-error']!);
  const text = effect.retryAfter && 'text' in effect.retryAfter ? effect.retryAfter.text : '';
  return text ? { ...said, message: `${said.message} ${text}` } : said;
}

/** What belongs to the token endpoint, and is never this API's to say. */
const FALLBACK = invalid(null, 'The request was refused.');

/** Until when a subscription is used up, in fields of its own. */
function resets(retryAfter: RetryAfter | undefined, now: number): object {
  if (!retryAfter || 'text' in retryAfter) return { plan_type: 'plus' };
  const seconds = 'seconds' in retryAfter ? retryAfter.seconds : retryAfter.date;
  return {
    plan_type: 'plus',
    resets_at: Math.round(now / 1_000 + seconds),
    resets_in_seconds: seconds,
  };
}

/**
 * The headers that say when to come back (RFC 9110, section 10.2.3) and how much is left.
 *
 * @param now milliseconds since the epoch
 */
export function refusalHeaders(effect: Refused, now: number): Record<string, string> {
  const { retryAfter, shouldRetry, status } = effect;
  return {
    ...retryAfterHeader(retryAfter, now),
    ...(shouldRetry !== undefined && { 'x-should-retry': `${shouldRetry}` }),
    ...(status === 429 &&
      limits(0, retryAfter && 'seconds' in retryAfter ? retryAfter.seconds : 1)),
  };
}

/** How many requests are left, and in how many seconds all of them are back. */
export const limits = (left: number, seconds: number): Record<string, string> => ({
  'x-ratelimit-limit-requests': '500',
  'x-ratelimit-remaining-requests': `${left}`,
  'x-ratelimit-reset-requests': `${seconds}s`,
  'x-ratelimit-limit-tokens': '30000',
  'x-ratelimit-remaining-tokens': `${left * 60}`,
  'x-ratelimit-reset-tokens': `${seconds}s`,
});

/** An error as the API sends it: the four fields are there even where they are null. */
export const error = (
  status: number,
  { message, type, code, param, ...rest }: Complaint,
  headers: Record<string, string>,
): Response =>
  Response.json(
    { error: { message, type, param: param ?? null, code, ...rest } },
    { status, headers },
  );
