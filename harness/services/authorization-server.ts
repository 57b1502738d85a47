import type { Presented } from '#core/fault.ts';
import type { Described, Service } from '#core/service.ts';
import { bodyOf } from './body.ts';
import type { Ledger } from './ledger.ts';

/**
 * The token endpoint of an authorization server: refresh grants, with rotation (RFC 6749,
 * sections 5 and 6). It rejects what a real one rejects, because a mock that takes any token hides
 * the bug that it is there to show.
 */
export function authorizationServer(options: {
  readonly ledger: Ledger;
  /** Path of the token endpoint. */
  readonly path: string;
  readonly scope: string;
}): Service {
  const { ledger, path, scope } = options;

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname !== path) return json(404, { error: 'not_found' });
    if (request.method !== 'POST') return json(405, { error: 'method_not_allowed' });
    const form = await parameters(request);
    if (!form) return refusal('invalid_request', 'The body cannot be read.');
    if (!form.grant_type) return refusal('invalid_request', 'grant_type is missing.');
    if (form.grant_type !== 'refresh_token') {
      return refusal('unsupported_grant_type', 'Only refresh_token is offered.');
    }
    if (!form.client_id) return json(401, { error: 'invalid_client' });
    if (!form.refresh_token) return refusal('invalid_request', 'refresh_token is missing.');
    const outcome = ledger.refresh(form.refresh_token, form.client_id);
    if (typeof outcome === 'string') return invalidGrant();
    return json(200, {
      token_type: 'Bearer',
      access_token: outcome.access.text,
      refresh_token: outcome.refresh.text,
      expires_in: ledger.expiresIn(outcome.access),
      scope,
    });
  };

  return {
    role: 'oauth',
    describe: (request) => describe(request, ledger, path),
    answer,
    refuse: (effect) => {
      switch (effect.refuse) {
        case 'invalid-grant':
          return invalidGrant();
        case 'unauthorized':
          return json(effect.status, { error: 'invalid_client' });
        default:
          return json(effect.status, {
            error: effect.status === 503 ? 'temporarily_unavailable' : 'server_error',
            error_description: 'Something went wrong on our side. Please try again later.',
          });
      }
    },
  };
}

async function describe(request: Request, ledger: Ledger, path: string): Promise<Described> {
  const { pathname } = new URL(request.url);
  const operation = `${request.method} ${pathname}`;
  const presents = await credentials(request, ledger);
  if (pathname !== path) return { operation, endpoint: 'other', presents };
  const form = await parameters(request.clone());
  const text = form?.refresh_token;
  const stranger = text && ledger.nameOf(text) === 'unknown';
  if (stranger) presents.push({ kind: 'refresh', token: 'unknown' });
  return { operation, endpoint: 'token', presents };
}

/**
 * The credentials that a request carries, wherever it carries them: in its address, a header or
 * its body, as they are or as `Basic` would encode them. Leaves the request readable.
 */
export async function credentials(request: Request, ledger: Ledger): Promise<Presented[]> {
  const header = request.headers.get('authorization') ?? '';
  const encoded = /^basic (.+)$/i.exec(header)?.[1] ?? '';
  const body = await bodyOf(request);
  const headers = [...request.headers].join('\n');
  const basic = Buffer.from(encoded, 'base64').toString('latin1');
  const whole = [request.url, headers, basic, body].join('\n');
  const found = ledger.secrets().filter(({ text }) => whole.includes(text));
  const presented = found.map(({ kind, name }) => ({ kind, token: name }));
  const bearer = /^bearer (.+)$/i.exec(header)?.[1];
  const stranger = bearer !== undefined && ledger.nameOf(bearer) === 'unknown';
  return stranger ? [{ kind: 'access', token: 'unknown' }, ...presented] : presented;
}

/**
 * The parameters of a token request, from a form (as the RFC has it) or JSON (as some clients do).
 */
async function parameters(request: Request): Promise<Record<string, string> | undefined> {
  const text = await request.text().catch(() => '');
  if (request.headers.get('content-type')?.includes('application/json')) {
    try {
      const body: unknown = JSON.parse(text);
      if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
      const strings = Object.entries(body).filter(([, value]) => typeof value === 'string');
      return Object.fromEntries(strings);
    } catch {
      return undefined;
    }
  }
  return Object.fromEntries(new URLSearchParams(text));
}

const invalidGrant = () => refusal('invalid_grant', 'Refresh token not found or invalid');

const refusal = (error: string, description: string) =>
  json(400, { error, error_description: description });

/** RFC 6749, section 5.1: answers that may carry tokens are never to be stored. */
const json = (status: number, body: object) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store', pragma: 'no-cache' } });
