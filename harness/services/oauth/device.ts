import { milliseconds, minutes, seconds } from '#core/duration.ts';
import { bodyOf } from '../arrived.ts';
import { KEPT } from '../kept-tokens.ts';
import type { Token } from '../token.ts';
import { clientOf } from './client.ts';
import type { Options } from './options.ts';
import { granted } from './scope.ts';
import {
  escaped,
  failure,
  invalidRequest,
  json,
  notAllowed,
  once,
  page,
  parametersIn,
} from './wire.ts';

const LIFE = minutes(15);

/** How much too early a device may ask: a timer may run out a little before its time. */
const LENIENCE = milliseconds(100);

/** Letters that make no words and are not taken for each other (RFC 8628, section 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** A device that waits for somebody to decide. */
interface Waiting {
  readonly userCode: string;
  decision: 'none yet' | 'allow' | 'deny';
  /** How long it has to wait between two questions. */
  interval: number;
  /** When it may ask again, in milliseconds since the epoch. */
  mayAskAt: number;
}

/** The four answers that RFC 8628, section 3.5, has for a device; or the code, to be redeemed. */
type Polled =
  | 'unknown'
  | 'another client'
  | 'authorization_pending'
  | 'slow_down'
  | 'access_denied'
  | 'expired_token'
  | Token;

/** Sign-in on another device than the one that asks (RFC 8628). */
export class Devices {
  readonly #options: Options;
  readonly #waiting = new WeakMap<Token, Waiting>();
  /** By what people type; no more of them than codes are kept. */
  readonly #codes = new Map<string, Token>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The device asks for a code (section 3.1). */
  async authorize(request: Request): Promise<Response> {
    if (request.method !== 'POST') return notAllowed('POST');
    const form = parametersIn(await bodyOf(request), request.headers.get('content-type'));
    if (!form) return invalidRequest('The body cannot be read.');
    const { ledger, world, scopes, clients, paths, interval = seconds(5) } = this.#options;
    const clientId = clientOf(request, form, clients);
    if (clientId instanceof Response) return clientId;
    const scope = granted(form.scope, scopes, ledger.scope);
    if (!scope) return failure(400, 'invalid_scope', 'Nothing of that is offered.');
    const family = ledger.newFamily();
    const expiresAt = ledger.serverTime() + LIFE;
    const code = ledger.issue('device-code', { family, clientId, expiresAt, scope });
    const random = world.random.fork(`user-code/${code.name}`);
    const letter = () => LETTERS[random.integer(0, LETTERS.length - 1)];
    const four = () => Array.from({ length: 4 }, letter).join('');
    const userCode = `${four()}-${four()}`;
    this.#waiting.set(code, { userCode, decision: 'none yet', interval, mayAskAt: 0 });
    this.#codes.set(userCode, code);
    const [oldest] = this.#codes.keys();
    if (this.#codes.size > KEPT.alive) this.#codes.delete(oldest!);
    const verification = new URL(request.url).origin + paths.verification;
    return json(200, {
      device_code: code.text,
      user_code: userCode,
      verification_uri: verification,
      verification_uri_complete: `${verification}?user_code=${userCode}`,
      expires_in: LIFE / 1_000,
      interval: interval / 1_000,
    });
  }

  /** The page on which somebody types a code and decides (section 3.3). */
  async verify(request: Request): Promise<Response> {
    const { paths, ledger } = this.#options;
    const { user_code: known = '' } = once(new URL(request.url).searchParams) ?? {};
    if (request.method === 'GET') return form(paths.verification, known);
    if (request.method !== 'POST') return notAllowed('GET, POST');
    const { user_code: typed = known, decision } =
      once(new URLSearchParams(await bodyOf(request))) ?? {};
    const code = this.#codes.get(spelled(typed));
    const isGood = code !== undefined && code.expiresAt > ledger.serverTime();
    const waiting = isGood ? this.#waiting.get(code) : undefined;
    if (waiting?.decision !== 'none yet') {
      return page(400, 'That did not work', `<p>${escaped(typed)} is no code that waits.</p>`);
    }
    if (decision !== 'allow' && decision !== 'deny') {
      return page(400, 'That did not work', '<p>Nothing was decided.</p>');
    }
    waiting.decision = decision;
    this.#codes.delete(waiting.userCode);
    const heading = decision === 'allow' ? 'Your device is signed in' : 'Nothing was allowed';
    return page(200, heading, '<p>You can close this page.</p>');
  }

  /** The device asks whether somebody has decided (sections 3.4 and 3.5). */
  poll(text: string, clientId: string): Polled {
    const { ledger } = this.#options;
    const code = ledger.find(text);
    const waiting = code && this.#waiting.get(code);
    if (!waiting || code.state !== 'active') return 'unknown';
    if (code.clientId !== clientId) return 'another client';
    const now = ledger.serverTime();
    if (code.expiresAt <= now) return 'expired_token';
    const isEarly = now + LENIENCE < waiting.mayAskAt;
    if (isEarly) waiting.interval += seconds(5);
    waiting.mayAskAt = now + waiting.interval;
    if (isEarly) return 'slow_down';
    if (waiting.decision === 'none yet') return 'authorization_pending';
    ledger.spend(code);
    return waiting.decision === 'allow' ? code : 'access_denied';
  }
}

/** A code as people type it: in small letters, without its hyphen, with a space. */
const spelled = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^A-Z]/g, '')
    .replace(/^(.{4})(.{4})$/, '$1-$2');

const form = (path: string, known: string): Response =>
  page(
    200,
    'Connect a device',
    `<form method="post" action="${escaped(path)}">\n` +
      `<input name="user_code" value="${escaped(known)}" autocomplete="off" required>\n` +
      '<button name="decision" value="allow">Allow</button>\n' +
      '<button name="decision" value="deny">Deny</button>\n</form>',
  );
