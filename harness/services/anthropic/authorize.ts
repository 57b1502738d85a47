import type { Ledger } from '../ledger.ts';

/** What whoever signs with a token of a sign-in has to say that it knows of. */
const BETA = 'oauth-2025-04-20';

/**
 * Why the caller may not use the API, in the provider's words, or undefined if it may.
 *
 * A token of a sign-in is taken from those only who name the beta that brought such tokens. Claude
 * Code has been turned away for that (2.1.122, with its betas switched off), and so is everybody
 * else who sends the bare token.
 *
 * Of a key next to a token the provider does not say which one counts. Here the token does: a
 * client that sends both is served as long as its login is good. `honours` stands for whatever
 * can tell a good token without asking the ledger.
 * @see anthropics/claude-code issues 5983, 6131; anomalyco/opencode#17910
 */
export function authorize(
  request: Request,
  ledger: Ledger,
  honours: (token: string) => boolean = () => false,
): string | undefined {
  const header = request.headers.get('authorization');
  if (!header) return keyed(request.headers.get('x-api-key'), ledger);
  const token = header.replace(/^bearer /i, '');
  if (honours(token)) return undefined;
  switch (ledger.inspect(token)) {
    case 'good':
      return (request.headers.get('anthropic-beta') ?? '').includes(BETA)
        ? undefined
        : 'OAuth authentication is currently not supported.';
    case 'expired':
      return 'OAuth token has expired. Please obtain a new token or refresh your existing token.';
    case 'revoked':
      return 'OAuth token has been revoked. Please obtain a new token.';
    case 'unknown':
      return 'Invalid bearer token';
  }
}

const keyed = (key: string | null, ledger: Ledger): string | undefined => {
  if (key === null) return 'x-api-key header is required';
  return ledger.inspect(key, 'api-key') === 'good' ? undefined : 'invalid x-api-key';
};
