import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { hours } from '#core/duration.ts';
import type { Random } from '#core/random.ts';
import type { Token } from '../token.ts';
import { ACCOUNT, PLAN } from './account.ts';
import type { Options } from './options.ts';
import { failure, json, notAllowed } from './wire.ts';

/** Longer than any outage that has been seen, and short enough to end with a subscription. */
const LIFE = hours(24);

/**
 * Capability tokens: who somebody is, on which plan, until when and for whom, signed, so that
 * whoever has the public key can believe them while nobody can be asked. A POST with an access
 * token brings one (`capability`, `expires_in`); it stays good when the access token has expired
 * and, for whoever verifies it without asking, when the grant has been revoked.
 *
 * Signed with Node's synchronous Ed25519 and not through WebCrypto, whose promises settle outside
 * of virtual time. The key comes from the run's seed, and the signature is a function of key and
 * content (RFC 8032, section 5.1.6): the same seed gives the same bytes.
 * @see RFC 7519 and RFC 8037
 */
export class Capabilities {
  readonly #options: Pick<Options, 'world' | 'ledger' | 'audience'>;
  #key: KeyObject | undefined;
  #count = 0;

  constructor(options: Pick<Options, 'world' | 'ledger' | 'audience'>) {
    this.#options = options;
  }

  answer(request: Request): Response {
    if (request.method !== 'POST') return notAllowed('POST');
    const { ledger } = this.#options;
    const header = request.headers.get('authorization') ?? '';
    const bearer = /^bearer (.+)$/i.exec(header)?.[1];
    // RFC 6750, section 3.1: who shows nothing is told nothing.
    if (!bearer) return failure(401, 'invalid_request', 'There is no access token.', challenge());
    const access = ledger.find(bearer);
    if (!access || ledger.inspect(bearer) !== 'good') {
      const description = 'The access token is expired, revoked or unknown.';
      return failure(401, 'invalid_token', description, challenge('invalid_token'));
    }
    this.#count += 1;
    const text = this.#issue(access, new URL(request.url).origin, String(this.#count));
    return json(200, { capability: text, expires_in: LIFE / 1_000 });
  }

  /** One of a login, by the text of its access token, as somebody has it from an earlier day. */
  of(login: string, issuer: string): string {
    const access = this.#options.ledger.find(login);
    if (!access) throw new Error('there is no such login');
    return this.#issue(access, issuer, 'given');
  }

  #issue({ family, clientId, scope }: Token, issuer: string, name: string): string {
    const { ledger, world, audience } = this.#options;
    const now = Math.floor(ledger.serverTime() / 1_000);
    const text = this.#signed({
      iss: issuer,
      sub: ACCOUNT.uuid,
      aud: audience,
      client_id: clientId,
      scope,
      ...PLAN,
      iat: now,
      exp: now + LIFE / 1_000,
      jti: world.random.fork(`capability/${name}`).text(24),
    });
    const expiresAt = ledger.serverTime() + LIFE;
    ledger.issue('capability', { family, clientId, scope, expiresAt, text });
    return text;
  }

  /** The public key, as a set (RFC 7517, section 5). */
  keys(request: Request): Response {
    if (request.method !== 'GET') return notAllowed('GET');
    return Response.json({ keys: [{ ...this.#public(), use: 'sig', alg: 'EdDSA' }] });
  }

  #signed(claims: object): string {
    const { kid } = this.#public();
    const header = { alg: 'EdDSA', typ: 'capability+jwt', kid };
    const content = [header, claims].map((part) => encoded(JSON.stringify(part))).join('.');
    return `${content}.${sign(null, Buffer.from(content), this.#private()).toString('base64url')}`;
  }

  #private(): KeyObject {
    this.#key ??= keyFrom(this.#options.world.random.fork('signing-key'));
    return this.#key;
  }

  #public() {
    const { crv, kty, x } = createPublicKey(this.#private()).export({ format: 'jwk' });
    // RFC 7638: the members that it takes, in order, and nothing else.
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x }));
    return { crv, kty, x, kid: thumbprint.digest('base64url') };
  }
}

/** An Ed25519 key from chance: 32 octets in the wrapping of RFC 8410, section 7. */
function keyFrom(random: Random): KeyObject {
  const octets = createHash('sha256').update(random.text(64)).digest();
  const wrapping = Buffer.from('302e020100300506032b657004220420', 'hex');
  return createPrivateKey({ key: Buffer.concat([wrapping, octets]), format: 'der', type: 'pkcs8' });
}

const encoded = (text: string): string => Buffer.from(text).toString('base64url');

const challenge = (error?: string) => ({
  'www-authenticate': `Bearer realm="capability"${error ? `, error="${error}"` : ''}`,
});
