import type { Ledger } from '../ledger.ts';
import { ACCOUNT, PLAN } from './account.ts';

/** Who somebody is and what they are entitled to: a part of a service, at another's host. */
export interface ProfileApi {
  /** Whether a path is one of its own. */
  has(pathname: string): boolean;
  answer(request: Request): Response;
}

/**
 * Anthropic's profile endpoints, which live at the host of the model API and take the access token
 * of the login. Clients ask them at the start of a session, and some take no answer for "not
 * entitled".
 */
export const profileApi = (ledger: Ledger): ProfileApi => ({
  has: (pathname) => Object.hasOwn(BODIES, pathname),
  answer(request) {
    if (request.method !== 'GET') return failed(405, 'invalid_request_error', 'Method Not Allowed');
    const bearer = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1] ?? '';
    switch (ledger.inspect(bearer)) {
      case 'expired':
        return failed(401, 'authentication_error', EXPIRED);
      case 'revoked':
        return failed(401, 'authentication_error', 'OAuth token has been revoked.');
      case 'unknown':
        return failed(401, 'authentication_error', 'Invalid bearer token');
    }
    const scopes = ledger.find(bearer)!.scope.split(' ');
    if (!scopes.includes(SCOPE)) {
      const text = `OAuth token does not meet scope requirement ${SCOPE}`;
      return failed(403, 'permission_error', text);
    }
    return Response.json(BODIES[new URL(request.url).pathname]);
  },
});

const SCOPE = 'user:profile';

const EXPIRED =
  'OAuth token has expired. Please obtain a new token or refresh your existing token.';

const { uuid, email, full_name, organization } = ACCOUNT;

const BODIES: Readonly<Record<string, object>> = {
  '/api/oauth/profile': {
    account: { uuid, email, full_name, display_name: full_name, has_claude_max: true },
    organization: {
      uuid: organization,
      name: full_name,
      organization_type: `claude_${PLAN.plan}`,
      rate_limit_tier: PLAN.tier,
    },
  },
  '/api/oauth/claude_cli/roles': {
    organization_role: 'admin',
    workspace_role: null,
    organization_name: full_name,
  },
  '/api/oauth/entitlements': { subscription: PLAN.plan, rate_limit_tier: PLAN.tier, active: true },
};

const failed = (status: number, type: string, message: string): Response =>
  Response.json({ type: 'error', error: { type, message } }, { status });
