import type { Refusal, RetryAfter } from '#core/effect.ts';
import type { Refused } from '#core/service.ts';
import { retryAfterHeader } from '../retry-after.ts';

/**
 * The canonical codes of Google's APIs that stand in `status`, each with the HTTP status that it
 * goes with.
 * @see https://github.com/googleapis/googleapis, google/rpc/code.proto
 */
const CANONICAL = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNIMPLEMENTED: 501,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
} as const;
export type Canonical = keyof typeof CANONICAL;

/** What the API says in an error. */
export interface Complaint {
  readonly status: Canonical;
  readonly message: string;
  /** What an `ErrorInfo` says of it (google/rpc/error_details.proto). */
  readonly reason?: string;
}

const say = (status: Canonical, message: string, reason?: string): Complaint => ({
  status,
  message,
  ...(reason !== undefined && { reason }),
});

/** What somebody is told whose credentials are no good, or are not there. */
export const UNAUTHENTICATED = say(
  'UNAUTHENTICATED',
  'Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie ' +
    'or other valid authentication credential.',
  'ACCESS_TOKEN_TYPE_UNSUPPORTED',
);
export const EXPIRED = { ...UNAUTHENTICATED, reason: 'ACCESS_TOKEN_EXPIRED' };
export const INVALID_KEY = say(
  'INVALID_ARGUMENT',
  'API key not valid. Please pass a valid API key.',
  'API_KEY_INVALID',
);
export const ANONYMOUS = say(
  'PERMISSION_DENIED',
  "Method doesn't allow unregistered callers (callers without established identity). Please use " +
    'API Key or other form of API consumer identity to call this API.',
);

const QUOTA = say(
  'RESOURCE_EXHAUSTED',
  'You exceeded your current quota, please check your plan and billing details.',
  'QUOTA_EXCEEDED',
);

/** How Google's APIs word each refusal. */
const WORDS: Readonly<Partial<Record<Refusal, Complaint>>> = {
  'invalid-request': say('INVALID_ARGUMENT', 'Request contains an invalid argument.'),
  unauthorized: UNAUTHENTICATED,
  revoked: { ...UNAUTHENTICATED, reason: 'ACCESS_TOKEN_INVALID' },
  'expired-token': EXPIRED,
  'session-invalid': { ...UNAUTHENTICATED, reason: 'SESSION_COOKIE_INVALID' },
  'insufficient-scope': say(
    'PERMISSION_DENIED',
    'Request had insufficient authentication scopes.',
    'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
  ),
  forbidden: say('PERMISSION_DENIED', 'The caller does not have permission'),
  'organization-not-allowed': say(
    'PERMISSION_DENIED',
    'Access to this service has been restricted by your organization.',
    'SECURITY_POLICY_VIOLATED',
  ),
  'not-a-member': say(
    'PERMISSION_DENIED',
    'You do not have a valid license of Gemini Code Assist.',
    'SUBSCRIPTION_REQUIRED',
  ),
  'no-credit': QUOTA,
  'quota-exhausted': QUOTA,
  'not-found': say('NOT_FOUND', 'Requested entity was not found.'),
  'too-large': say('INVALID_ARGUMENT', 'Request payload size exceeds the limit.'),
  'rate-limited': say(
    'RESOURCE_EXHAUSTED',
    'Resource has been exhausted (e.g. check quota).',
    'RATE_LIMIT_EXCEEDED',
  ),
  'server-error': say('INTERNAL', 'An internal error has occurred. Please retry or report.'),
  unavailable: say('UNAVAILABLE', 'The service is currently unavailable.'),
  timeout: say('DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'),
  overloaded: say('UNAVAILABLE', 'The model is overloaded. Please try again later.'),
};

/** Turn a request away. The HTTP status is the fault's; the rest is in Google's words. */
export function refusal(effect: Refused, now: number): Response {
  const said = WORDS[effect.refuse] ?? say(canonical(effect.status), 'The request was refused.');
  const { retryAfter } = effect;
  const seconds = secondsOf(retryAfter);
  const text = retryAfter && 'text' in retryAfter ? ` ${retryAfter.text}` : '';
  return error(
    { ...said, message: `${said.message}${text}` },
    {
      code: effect.status,
      ...(seconds !== undefined && { seconds }),
      headers: { ...retryAfterHeader(retryAfter, now) },
    },
  );
}

/** An error as Google's APIs send it (AIP-193); `seconds` is how long to wait before a retry. */
export function error(
  { status, message, reason }: Complaint,
  options: {
    readonly code?: number;
    readonly seconds?: number;
    readonly headers?: Record<string, string>;
  } = {},
): Response {
  const { code = CANONICAL[status], seconds, headers = {} } = options;
  const details = [
    ...(reason === undefined
      ? []
      : [{ '@type': `${TYPE}ErrorInfo`, reason, domain: 'googleapis.com' }]),
    ...(seconds === undefined ? [] : [{ '@type': `${TYPE}RetryInfo`, retryDelay: `${seconds}s` }]),
  ];
  const body = { error: { code, message, status, ...(details.length > 0 && { details }) } };
  const challenge =
    code === 401 ? { 'www-authenticate': 'Bearer realm="https://groundstop/"' } : {};
  return Response.json(body, { status: code, headers: { ...challenge, ...headers } });
}

const TYPE = 'type.googleapis.com/google.rpc.';

const secondsOf = (retryAfter: RetryAfter | undefined): number | undefined =>
  retryAfter && ('seconds' in retryAfter ? retryAfter.seconds : undefined);

const canonical = (status: number): Canonical => {
  const found = Object.entries(CANONICAL).find(([, code]) => code === status);
  return (found?.[0] ?? (status < 500 ? 'FAILED_PRECONDITION' : 'INTERNAL')) as Canonical;
};
