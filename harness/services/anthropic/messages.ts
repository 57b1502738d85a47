import type { Described, Service, World } from '#core/service.ts';
import { bodyOf } from '../arrived.ts';
import type { Ledger } from '../ledger.ts';
import { profileApi } from '../oauth/profile.ts';
import { json } from '../prepared.ts';
import { credentials } from '../presented.ts';
import type { Script } from '../script.ts';
import { authorize } from './authorize.ts';
import { error, refused } from './errors.ts';
import { limits } from './limits.ts';
import { known, listed } from './models.ts';
import { bodyRead, LARGEST, tokensOf } from './request.ts';
import { message, stream } from './wire.ts';

const MESSAGES = '/v1/messages';
const COUNT = '/v1/messages/count_tokens';
const MODELS = '/v1/models';

/**
 * Anthropic's API in front of a scripted model: messages, as JSON and as a stream, the count of
 * their tokens, and the list of models. Tokens are checked against the ledger, so that an expired
 * one is turned away even where no fault is.
 *
 * @param honours tells a token that is good without asking the ledger
 * @see https://docs.claude.com/en/api/messages and /en/api/errors
 */
export function messagesApi(
  world: World,
  ledger: Ledger,
  script: Script,
  honours?: (token: string) => boolean,
): Service {
  const profile = profileApi(ledger);
  const ids = world.random.fork('request');
  const requestId = () => `req_${ids.text(24)}`;

  const answer = async (request: Request): Promise<Response> => {
    const { pathname, searchParams } = new URL(request.url);
    const id = requestId();
    if (profile.has(pathname)) return profile.answer(request, id);
    const resource = resourceOf(pathname);
    if (!resource) return pathname.startsWith('/v1/messages/') ? notFound(id) : sink(request);
    if (request.method !== METHODS[resource])
      return error(405, 'invalid_request_error', 'Method Not Allowed', id);
    const denied = authorize(request, ledger, honours);
    if (denied) return error(401, 'authentication_error', denied, id);
    const headers = { 'request-id': id, 'anthropic-organization-id': ORGANIZATION };
    if (resource === 'models') return models(pathname, searchParams, id, headers);
    if (await isTooLarge(request)) return refused({ refuse: 'too-large', status: 413 }, id, 0);
    const body = await bodyRead(request, resource === 'count');
    if (typeof body === 'string') return error(400, 'invalid_request_error', body, id);
    if (resource === 'count') return json({ input_tokens: tokensOf(body) }, { headers });
    const whole = message(id, body, script.reply(body));
    const told = { ...headers, ...limits(world.clock.now()) };
    return body.stream ? stream(whole, told) : json(whole, { headers: told });
  };

  return {
    role: 'model',
    describe: (request) => describe(request, ledger, script),
    answer,
    refuse: (effect) => refused(effect, requestId(), world.clock.now()),
  };
}

const METHODS = { messages: 'POST', count: 'POST', models: 'GET' } as const;

const ORGANIZATION = '00000000-0000-4000-8000-000000000000';

function resourceOf(pathname: string): keyof typeof METHODS | undefined {
  if (pathname === MESSAGES) return 'messages';
  if (pathname === COUNT) return 'count';
  return pathname === MODELS || pathname.startsWith(`${MODELS}/`) ? 'models' : undefined;
}

async function describe(request: Request, ledger: Ledger, script: Script): Promise<Described> {
  const { pathname } = new URL(request.url);
  const presents = await credentials(request, ledger);
  const key = request.headers.get('x-api-key');
  if (key !== null && ledger.nameOf(key) === 'unknown') {
    presents.push({ kind: 'api-key', token: 'unknown' });
  }
  const operation = `${request.method} ${pathname}`;
  const resource = resourceOf(pathname);
  if (!resource || request.method !== METHODS[resource]) {
    const isProfile = profileApi(ledger).has(pathname);
    return { operation, endpoint: isProfile ? 'profile' : 'other', presents };
  }
  if (resource !== 'messages') return { operation, endpoint: resource, presents };
  const body = await bodyRead(request);
  const about = typeof body === 'string' ? undefined : script.about(body);
  // A request that belongs to no piece of work is one of the client's own: a title, a probe.
  if (!about) return { operation, endpoint: 'other', presents };
  return { operation, endpoint: 'messages', presents, ...about };
}

function models(
  pathname: string,
  query: URLSearchParams,
  id: string,
  headers: Readonly<Record<string, string>>,
): Response {
  if (pathname === MODELS) return json(listed(query), { headers });
  const wanted = pathname.slice(MODELS.length + 1);
  const found = known(wanted);
  if (!found) return error(404, 'not_found_error', `model: ${wanted}`, id);
  return json(found, { headers });
}

/** Bytes, not characters; only a text that may be too long is encoded to find out. */
async function isTooLarge(request: Request): Promise<boolean> {
  const text = await bodyOf(request);
  return text.length * 3 > LARGEST && new TextEncoder().encode(text).length > LARGEST;
}

/**
 * Whatever else a client asks its API host for: flags, settings, telemetry. An empty object does.
 */
const sink = (request: Request): Response =>
  request.method === 'HEAD' ? new Response(null) : Response.json({});

const notFound = (id: string) => error(404, 'not_found_error', 'Not Found', id);
