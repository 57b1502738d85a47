import type { Flawed } from '#core/effect.ts';
import { bodyOf } from '../arrived.ts';
import type { Ledger } from '../ledger.ts';
import type { Granted, Token } from '../token.ts';
import type { Authorization } from './authorize.ts';
import { clientOf } from './client.ts';
import type { Devices } from './device.ts';
import { GRANTS } from './metadata.ts';
import type { Options } from './options.ts';
import { granted } from './scope.ts';
import {
  failure,
  invalidRequest,
  json,
  notAllowed,
  type Parameters,
  parametersIn,
} from './wire.ts';

/** What the token endpoint exchanges codes with. */
interface Parts {
  readonly authorization: Authorization;
  readonly devices: Devices;
}

/**
 * The token endpoint: codes, device codes and refreshes for tokens (RFC 6749, sections 4.1.3, 5 and
 * 6; RFC 8628, section 3.4). It rejects what a real one rejects, because a mock that takes anything
 * hides the bug that it is there to show.
 */
export async function tokenEndpoint(
  request: Request,
  options: Options,
  parts: Parts,
  instead?: Flawed,
): Promise<Response> {
  if (request.method !== 'POST') return notAllowed('POST');
  const form = parametersIn(await bodyOf(request), request.headers.get('content-type'));
  if (!form) return invalidRequest('The body cannot be read.');
  const { grant_type: type } = form;
  if (!type) return invalidRequest('grant_type is missing.');
  const grant = Object.values(GRANTS).find((known) => known === type);
  if (!grant) return failure(400, 'unsupported_grant_type', 'That grant is not offered.');
  const clientId = clientOf(request, form, options.clients);
  if (clientId instanceof Response) return clientId;
  // A grant without a login in it takes nothing and gives nothing.
  if (instead === 'no-login') return json(200, { token_type: 'Bearer', scope: '' });
  const asked = { form, clientId, instead, options };
  if (grant === GRANTS.refresh) return refreshed(asked);
  return grant === GRANTS.code ? redeemed(asked, parts) : polled(asked, parts);
}

interface Asked {
  readonly form: Parameters;
  readonly clientId: string;
  readonly instead: Flawed | undefined;
  readonly options: Options;
}

function refreshed({ form, clientId, instead, options }: Asked): Response {
  const { ledger, scopes } = options;
  if (!form.refresh_token) return invalidRequest('refresh_token is missing.');
  const old = ledger.find(form.refresh_token)?.scope ?? ledger.scope;
  const scope = granted(form.scope, scopes, old);
  if (!scope) return failure(400, 'invalid_scope', 'Nothing of that is offered.');
  const terms = flawed(scope, instead, options);
  const outcome = ledger.refresh(form.refresh_token, clientId, terms);
  if (typeof outcome === 'string') return invalidGrant(GRANTS.refresh);
  const { access, refresh } = outcome;
  const isNew = refresh.text !== form.refresh_token;
  return tokens(isNew ? { access, refresh } : { access }, options, instead);
}

function redeemed(asked: Asked, { authorization }: Parts): Response {
  const { form, clientId, instead, options } = asked;
  const { code, redirect_uri: redirectUri, code_verifier: verifier } = form;
  if (!code) return invalidRequest('code is missing.');
  if (!redirectUri) return invalidRequest('redirect_uri is missing.');
  if (!verifier) return invalidRequest('code_verifier is missing.');
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return invalidRequest('code_verifier is malformed.');
  const consent = authorization.redeem(code, { clientId, redirectUri, verifier });
  if (typeof consent === 'string') return invalidGrant(GRANTS.code);
  const { family, scope } = consent;
  const grant = options.ledger.grant({ family, clientId }, flawed(scope, instead, options));
  return tokens(grant, options, instead);
}

function polled({ form, clientId, instead, options }: Asked, { devices }: Parts): Response {
  if (!form.device_code) return invalidRequest('device_code is missing.');
  const outcome = devices.poll(form.device_code, clientId);
  if (outcome === 'unknown' || outcome === 'another client') return invalidGrant(GRANTS.device);
  if (typeof outcome === 'string') return failure(400, outcome, POLLED[outcome]);
  const { family, scope } = outcome;
  const grant = options.ledger.grant({ family, clientId }, flawed(scope, instead, options));
  return tokens(grant, options, instead);
}

/** The terms of a grant that is not worth much; of a good one, its scope. */
function flawed(scope: string, instead: Flawed | undefined, { ledger, world }: Options) {
  switch (instead) {
    case 'expired':
      return { scope, expiresAt: world.clock.now() };
    case 'no-refresh-token':
      return { scope, keep: true };
    case 'less-scope': {
      // Everything but what comes first, and is what the token is for.
      const [first] = ledger.scope.split(' ');
      const rest = scope.split(' ').filter((name) => name !== first);
      return { scope: rest.join(' ') };
    }
    default:
      return { scope };
  }
}

function tokens(grant: Granted, { ledger, also }: Options, instead: Flawed | undefined): Response {
  const { access, refresh } = grant;
  return json(200, {
    token_type: 'Bearer',
    access_token: access.text,
    ...(refresh && { refresh_token: refresh.text }),
    ...(instead !== 'no-expiry' && { expires_in: Math.max(0, ledger.expiresIn(access)) }),
    ...(refresh && lifetimeOf(refresh, ledger)),
    scope: access.scope,
    ...also?.(grant),
  });
}

/** What several servers say of a login that ends, beside what RFC 6749 has words for. */
const lifetimeOf = (refresh: Token, ledger: Ledger) =>
  Number.isFinite(refresh.expiresAt) && { refresh_token_expires_in: ledger.expiresIn(refresh) };

export type Grant = (typeof GRANTS)[keyof typeof GRANTS];

/** What was presented is no good, and nobody is told why. */
const invalidGrant = (grant: Grant): Response => failure(400, 'invalid_grant', INVALID[grant]);

export const INVALID: Readonly<Record<Grant, string>> = {
  refresh_token: 'Refresh token not found or invalid',
  authorization_code: 'Authorization code not found or invalid',
  'urn:ietf:params:oauth:grant-type:device_code': 'Device code not found or invalid',
};

const POLLED = {
  authorization_pending: 'Nobody has decided yet.',
  slow_down: 'You ask too often.',
  access_denied: 'Somebody has said no.',
  expired_token: 'The device code has expired.',
} as const;
