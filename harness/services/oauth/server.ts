import { FLAWED, type Flawed } from '#core/effect.ts';
import type { Endpoint, Presented } from '#core/fault.ts';
import type { Described, Refused, Service } from '#core/service.ts';
import { bodyOf } from '../arrived.ts';
import type { Ledger } from '../ledger.ts';
import { presented } from '../presented.ts';
import { retryAfterHeader } from '../retry-after.ts';
import { Authorization } from './authorize.ts';
import { Capabilities } from './capability.ts';
import { Devices } from './device.ts';
import { metadata } from './metadata.ts';
import type { Options } from './options.ts';
import { WORDS } from './refusals.ts';
import { revoke } from './revoke.ts';
import { type Grant, INVALID, tokenEndpoint } from './token-endpoint.ts';
import { failure, json, notAllowed, type Parameters, page, parametersIn } from './wire.ts';

/** One thing that can be asked for at a path. */
interface Route {
  readonly endpoint: Endpoint;
  answer(request: Request, instead: Flawed | undefined): Response | Promise<Response>;
}

/** An authorization server, whole: one state behind several paths, at whatever host. */
export function authorizationServer(options: Options): Service {
  const { ledger } = options;
  const authorization = new Authorization(options);
  const routes = routing(options, authorization);
  const routeOf = (request: Request) => routes.get(new URL(request.url).pathname);
  /** What each request asks to exchange: a refusal is worded before the body is read. */
  const grants = new WeakMap<Request, string>();

  const describe = async (request: Request): Promise<Described> => {
    const { pathname } = new URL(request.url);
    const endpoint = routes.get(pathname)?.endpoint ?? 'other';
    const text = await bodyOf(request);
    const found = presented(request, text, ledger);
    const form = parametersIn(text, request.headers.get('content-type')) ?? {};
    if (form.grant_type) grants.set(request, form.grant_type);
    const strangers = endpoint === 'token' ? strangersIn(form, ledger) : [];
    const operation = `${request.method} ${pathname}`;
    return { operation, endpoint, presents: [...found, ...strangers] };
  };

  const refuse = (effect: Refused, request: Request): Response => {
    const [error, description] = wording(effect);
    const hints = {
      ...retryAfterHeader(effect.retryAfter, ledger.serverTime()),
      ...(effect.shouldRetry !== undefined && { 'x-should-retry': String(effect.shouldRetry) }),
    };
    if (routeOf(request)?.endpoint === 'authorize') {
      const isDecision = effect.status < 500 && effect.status !== 429;
      const back = isDecision ? authorization.turnAway(request, error) : undefined;
      const below = `<p>${description}</p>`;
      return back ?? page(effect.status, 'That did not work', below, hints);
    }
    const grant = grants.get(request) as Grant | undefined;
    const isGrant = effect.refuse === 'invalid-grant' && grant !== undefined;
    const worded = isGrant ? (INVALID[grant] ?? description) : description;
    return failure(effect.status, error, worded, hints);
  };

  return {
    role: 'oauth',
    describe,
    refuse,
    async answer(request, instead) {
      const route = routeOf(request);
      if (!route) return json(404, { error: 'not_found' });
      return route.answer(
        request,
        FLAWED.find((flaw) => flaw === instead),
      );
    },
  };
}

/** What is where. */
function routing(options: Options, authorization: Authorization): ReadonlyMap<string, Route> {
  const { paths } = options;
  const devices = new Devices(options);
  const capabilities = new Capabilities(options);
  const parts = { authorization, devices };
  const at = (path: string, endpoint: Endpoint, answer: Route['answer']) =>
    [path, { endpoint, answer }] as const;
  return new Map<string, Route>([
    at(paths.token, 'token', (request, flaw) => tokenEndpoint(request, options, parts, flaw)),
    ...paths.authorize.map((path) =>
      at(path, 'authorize', (request) => authorization.answer(request)),
    ),
    at(paths.codePage, 'authorize', (request) => authorization.codePage(request)),
    at(paths.device, 'device', (request) => devices.authorize(request)),
    at(paths.verification, 'authorize', (request) => devices.verify(request)),
    at(paths.revoke, 'revoke', (request) => revoke(request, options)),
    // Who somebody is, and what they are entitled to, to be carried along.
    at(paths.capability, 'profile', (request) => capabilities.answer(request)),
    at(paths.keys, 'keys', (request) => capabilities.keys(request)),
    at(paths.metadata, 'metadata', (request) =>
      request.method === 'GET'
        ? Response.json(metadata(new URL(request.url).origin, options))
        : notAllowed('GET'),
    ),
  ]);
}

/** What is presented to be exchanged, and was never issued here. */
function strangersIn(form: Parameters, ledger: Ledger): readonly Presented[] {
  const { refresh_token: refresh, code, device_code: device } = form;
  const all = [
    { kind: 'refresh', text: refresh },
    { kind: 'code', text: code },
    { kind: 'device-code', text: device },
  ] as const;
  return all
    .filter(({ text }) => text !== undefined && ledger.nameOf(text) === 'unknown')
    .map(({ kind }) => ({ kind, token: 'unknown' }));
}

/** RFC 6749, section 4.1.2.1, has a word of its own for what a 503 says. */
const wording = ({ refuse, status }: Refused): readonly [error: string, description: string] => {
  const [error, description] = WORDS[refuse];
  return [status === 503 ? 'temporarily_unavailable' : error, description];
};
