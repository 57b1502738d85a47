import type { Random } from '#core/random.ts';
import type { Minted } from '../token.ts';

/** The workspace that whoever signs in here has selected. */
export const ACCOUNT = '00000000-0000-4000-8000-000000000001';
export const PLAN = 'plus';

/**
 * An access token as Codex reads it: a JWT whose `exp` tells it when to refresh, and whose claims
 * tell it which workspace it works in. Refresh tokens are opaque.
 *
 * Nobody here verifies a signature and none is made: in its place stands chance. It comes after a
 * hyphen, so that it alone is what counts as secret; the claims are the same in every token.
 * @see RFC 7519, and codex-rs/login/src/token_data.rs
 */
export function mint({ kind, clientId, expiresAt, issuedAt, random }: Minted): string | undefined {
  if (kind !== 'access') return undefined;
  return jwt(random, {
    iss: 'https://auth.openai.com',
    aud: ['https://api.openai.com/v1'],
    client_id: clientId,
    sub: 'auth0|groundstop',
    scp: ['openid', 'profile', 'email', 'offline_access'],
    jti: random.fork('jti').text(20),
    iat: Math.floor(issuedAt / 1_000),
    nbf: Math.floor(issuedAt / 1_000),
    exp: Math.floor(expiresAt / 1_000),
    ...CLAIMS,
  });
}

/** Who has signed in, for the client to read; it opens nothing (OpenID Connect Core, section 2). */
export const idToken = (random: Random, clientId: string, now: number): string =>
  jwt(random, {
    iss: 'https://auth.openai.com',
    aud: [clientId],
    sub: 'auth0|groundstop',
    email: EMAIL,
    email_verified: true,
    iat: Math.floor(now / 1_000),
    exp: Math.floor(now / 1_000) + 3_600,
    ...CLAIMS,
  });

const EMAIL = 'somebody@example.com';

const CLAIMS = {
  'https://api.openai.com/auth': {
    chatgpt_account_id: ACCOUNT,
    chatgpt_plan_type: PLAN,
    chatgpt_user_id: 'user-groundstop',
    user_id: 'user-groundstop',
  },
  'https://api.openai.com/profile': { email: EMAIL, email_verified: true },
} as const;

const jwt = (random: Random, claims: object): string => {
  const header = { alg: 'RS256', kid: 'groundstop', typ: 'JWT' };
  const signature = `${random.fork('signature').text(24)}-${random.text(64)}`;
  return [...[header, claims].map(encoded), signature].join('.');
};

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
