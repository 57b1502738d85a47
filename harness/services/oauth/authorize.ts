import { createHash } from 'node:crypto';
import { minutes } from '#core/duration.ts';
import { bodyOf } from '../arrived.ts';
import type { Denial, Token } from '../token.ts';
import type { Options } from './options.ts';
import { granted } from './scope.ts';
import { escaped, notAllowed, once, type Parameters, page, redirect } from './wire.ts';

/** RFC 6749, section 4.1.2: ten minutes at most. */
const LIFE = minutes(10);

/** What an authorization code stands for. */
interface Consent {
  readonly redirectUri: string;
  readonly challenge: string;
}

/** What a client asks for, once nothing is wrong with it. */
type Asking = Consent & {
  readonly clientId: string;
  readonly scope: string;
  readonly state: string | undefined;
};

/**
 * The authorization endpoint (RFC 6749, section 4.1, with PKCE by RFC 7636 and a loopback redirect
 * by RFC 8252), and the codes that it gives out.
 *
 * GET shows a form; to POST it with `decision=allow` or `deny` redirects. All that was asked stands
 * in the form's address, and nothing is remembered before somebody has decided.
 */
export class Authorization {
  readonly #options: Options;
  readonly #consents = new WeakMap<Token, Consent>();

  constructor(options: Options) {
    this.#options = options;
  }

  async answer(request: Request): Promise<Response> {
    if (request.method === 'HEAD') return new Response(null);
    if (request.method !== 'GET' && request.method !== 'POST') return notAllowed('GET, POST');
    const asking = this.#asking(new URL(request.url));
    if (asking instanceof Response) return asking;
    if (request.method === 'GET') return this.#form(new URL(request.url), asking);
    const decision = once(new URLSearchParams(await bodyOf(request)))?.decision;
    if (decision === 'deny') return back(asking, { error: 'access_denied' });
    if (decision !== 'allow') return sorry('Nothing was decided.');
    const { ledger } = this.#options;
    const code = ledger.issue('code', {
      family: ledger.newFamily(),
      clientId: asking.clientId,
      expiresAt: ledger.serverTime() + LIFE,
      scope: asking.scope,
    });
    this.#consents.set(code, asking);
    return back(asking, { code: code.text });
  }

  /** Send somebody back to their client with an error, where it can be told whose they are. */
  turnAway(request: Request, error: string): Response | undefined {
    const asking = this.#asking(new URL(request.url));
    return asking instanceof Response ? undefined : back(asking, { error });
  }

  /**
   * Take a code for what it stands for, or say why not. One that comes back ends what it has
   * brought (RFC 6749, section 4.1.2).
   */
  redeem(
    text: string,
    given: { readonly clientId: string; readonly redirectUri: string; readonly verifier: string },
  ): Token | Denial | 'another redirect' | 'another verifier' {
    const { ledger } = this.#options;
    const code = ledger.find(text);
    const consent = code && this.#consents.get(code);
    if (!consent) return 'unknown';
    const deny = (because: Denial): Denial => {
      ledger.refuse(code, because);
      return because;
    };
    if (code.clientId !== given.clientId) return deny('another client');
    if (code.state === 'rotated') {
      ledger.reused(code);
      return 'reused';
    }
    if (code.state === 'revoked') return deny('revoked');
    if (code.expiresAt <= ledger.serverTime()) return deny('expired');
    if (consent.redirectUri !== given.redirectUri) return 'another redirect';
    const digest = createHash('sha256').update(given.verifier).digest('base64url');
    if (digest !== consent.challenge) return 'another verifier';
    ledger.spend(code);
    return code;
  }

  /** The page at which a code ends up that has to be carried over by hand, as `code#state`. */
  codePage(request: Request): Response {
    if (request.method !== 'GET') return notAllowed('GET');
    const { code, state = '', error } = once(new URL(request.url).searchParams) ?? {};
    if (error !== undefined) return sorry(`Sign-in was not completed: ${error}.`);
    if (code === undefined) return sorry('There is no code here.');
    const whole = escaped(`${code}#${state}`);
    return page(200, 'Authentication code', `<p>Paste this:</p>\n<pre id="code">${whole}</pre>`);
  }

  #asking(url: URL): Asking | Response {
    const { clients, scopes, ledger } = this.#options;
    const parameters = once(url.searchParams);
    if (!parameters) return sorry('A parameter is there twice.');
    const { client_id: clientId, redirect_uri: redirectUri, state } = parameters;
    if (clientId === undefined || !clients.includes(clientId)) return sorry('Unknown client.');
    if (redirectUri === undefined || !this.#mayRedirect(redirectUri)) {
      return sorry('The client may not be called back there.');
    }
    const wrong = wrongWith(parameters);
    if (wrong) return back({ redirectUri, state }, wrong);
    const scope = granted(parameters.scope, scopes, ledger.scope);
    if (!scope) return back({ redirectUri, state }, { error: 'invalid_scope' });
    return { clientId, redirectUri, state, scope, challenge: parameters.code_challenge! };
  }

  /** Any port and path on loopback (RFC 8252, section 7.3), or the page that shows the code. */
  #mayRedirect(text: string): boolean {
    if (!URL.canParse(text) || text.includes('#')) return false;
    const { protocol, hostname, pathname, username, password } = new URL(text);
    if (username !== '' || password !== '') return false;
    if (protocol === 'http:') return LOOPBACK.includes(hostname);
    return protocol === 'https:' && pathname === this.#options.paths.codePage;
  }

  #form({ pathname, search }: URL, { clientId, scope }: Asking): Response {
    const scopes = scope.split(' ').map((name) => `<li>${escaped(name)}</li>`);
    return page(
      200,
      'Allow access to your account?',
      `<p>${escaped(clientId)} asks for:</p>\n<ul>${scopes.join('')}</ul>\n` +
        `<form method="post" action="${escaped(pathname + search)}">\n` +
        '<button name="decision" value="allow">Allow</button>\n' +
        '<button name="decision" value="deny">Deny</button>\n</form>',
    );
  }
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/** What a client is told over its redirect. */
function wrongWith(asked: Parameters): { error: string; error_description?: string } | undefined {
  const wrong = (error_description: string) => ({ error: 'invalid_request', error_description });
  const { response_type: type, code_challenge: challenge, code_challenge_method: method } = asked;
  if (type === undefined) return wrong('response_type is missing.');
  if (type !== 'code') return { error: 'unsupported_response_type' };
  if (challenge === undefined) return wrong('code_challenge is missing.');
  if (method !== 'S256') return wrong('Only S256 is offered.');
  if (!/^[\w-]{43}$/.test(challenge)) return wrong('code_challenge is no SHA-256.');
  return undefined;
}

/** Back to the client, with what it has to know, in the order of RFC 6749, section 4.1.2. */
function back(
  { redirectUri, state }: { readonly redirectUri: string; readonly state: string | undefined },
  told: Readonly<Record<string, string>>,
): Response {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value);
  if (state !== undefined) url.searchParams.set('state', state);
  return redirect(url.href);
}

/** Nobody is sent anywhere where the client or its address cannot be believed. */
const sorry = (what: string): Response => page(400, 'That did not work', `<p>${escaped(what)}</p>`);
