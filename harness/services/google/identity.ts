import type { Service, World } from '#core/service.ts';
import type { Ledger } from '../ledger.ts';
import { credentials } from '../presented.ts';

/** What a token may do, and who somebody is, by path. */
const TOKEN_INFO = ['/tokeninfo', '/oauth2/v1/tokeninfo', '/oauth2/v3/tokeninfo'];
const USER_INFO = ['/oauth2/v2/userinfo', '/oauth2/v3/userinfo', '/v1/userinfo'];

const PERSON = {
  id: '100000000000000000001',
  email: 'somebody@example.com',
  verified_email: true,
  name: 'Somebody',
} as const;

/**
 * Google's authorization server, with what stands beside its token endpoint: `tokeninfo`, which
 * Gemini CLI asks on every start whether its stored token is still good, and `userinfo`. A token
 * that is not gets 400 `invalid_token` from the one and 401 from the other.
 * @see https://developers.google.com/identity/protocols/oauth2
 */
export function identity(options: {
  readonly world: World;
  readonly ledger: Ledger;
  /** Answers for everything else. */
  readonly server: Service;
  readonly clientId: string;
  readonly scope: string;
}): Service {
  const { ledger, server, clientId, scope, world } = options;
  return {
    ...server,
    describe: async (request) => {
      const { pathname } = new URL(request.url);
      if (!isOurs(pathname)) return server.describe(request);
      const operation = `${request.method} ${pathname}`;
      return { operation, endpoint: 'profile', presents: await credentials(request, ledger) };
    },
    answer: async (request, instead) => {
      const { pathname } = new URL(request.url);
      if (!isOurs(pathname)) return server.answer(request, instead);
      const token = await tokenOf(request);
      const known = ledger.find(token);
      const isGood = ledger.inspect(token) === 'good';
      if (USER_INFO.includes(pathname)) {
        return isGood ? Response.json(PERSON) : Response.json(UNAUTHORIZED, { status: 401 });
      }
      if (!isGood || !known) return Response.json(INVALID, { status: 400 });
      return Response.json({
        azp: clientId,
        aud: clientId,
        sub: PERSON.id,
        scope,
        exp: `${Math.floor(known.expiresAt / 1_000)}`,
        expires_in: `${Math.round((known.expiresAt - world.clock.now()) / 1_000)}`,
        email: PERSON.email,
        email_verified: 'true',
        access_type: 'offline',
      });
    },
  };
}

const isOurs = (path: string) => TOKEN_INFO.includes(path) || USER_INFO.includes(path);

const INVALID = { error: 'invalid_token', error_description: 'Invalid Value' } as const;

const UNAUTHORIZED = {
  error: {
    code: 401,
    message: 'Request had invalid authentication credentials.',
    status: 'UNAUTHENTICATED',
  },
} as const;

/** The token that is asked about: in a header, in the address, or in a form. */
async function tokenOf(request: Request): Promise<string> {
  const bearer = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const asked = bearer ?? new URL(request.url).searchParams.get('access_token');
  if (asked) return asked;
  const text = await request
    .clone()
    .text()
    .catch(() => '');
  return new URLSearchParams(text).get('access_token') ?? '';
}
