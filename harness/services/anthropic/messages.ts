import type { Refusal } from '#core/effect.ts';
import type { Described, Service, World } from '#core/service.ts';
import type { Ledger } from '../ledger.ts';
import { profileApi } from '../oauth/profile.ts';
import { credentials } from '../presented.ts';
import type { Script } from '../script.ts';
import { message, stream } from './wire.ts';

/** The part of a Messages request that the mock reads. Everything else may be there. */
export interface MessagesRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream?: boolean;
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly tools?: readonly { readonly name?: string }[];
}

const PATH = '/v1/messages';

/**
 * Anthropic's Messages API, as JSON and as a stream, in front of a scripted model. Access tokens
 * are checked against the ledger, so that an expired one is turned away even where no fault is.
 * @see https://docs.claude.com/en/api/messages and /en/api/errors
 */
export function messagesApi(world: World, ledger: Ledger, script: Script): Service {
  let requests = 0;
  const profile = profileApi(ledger);
  const requestId = () => {
    requests += 1;
    return `req_${world.random.fork(`request-${requests}`).text(24)}`;
  };

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const id = requestId();
    if (profile.has(pathname)) return profile.answer(request);
    if (pathname !== PATH) return pathname.startsWith(`${PATH}/`) ? notFound(id) : sink(request);
    if (request.method !== 'POST')
      return error(405, 'invalid_request_error', 'Method Not Allowed', id);
    const denied = authorize(request, ledger);
    if (denied) return error(401, 'authentication_error', denied, id);
    const body = await read(request);
    if (typeof body === 'string') return error(400, 'invalid_request_error', body, id);
    const reply = script.reply(body);
    const headers = { 'request-id': id, 'anthropic-organization-id': ORGANIZATION };
    return body.stream
      ? stream(message(id, body, reply), { headers, signal: request.signal })
      : Response.json(message(id, body, reply), { headers });
  };

  return {
    role: 'model',
    describe: (request) => describe(request, ledger, script),
    answer,
    refuse: (effect) => {
      const [type, text] = WORDS[effect.refuse] ?? WORDS.unavailable!;
      return error(effect.status, type, text, requestId());
    },
  };
}

/** How this provider words each refusal. */
const WORDS: Readonly<Partial<Record<Refusal, readonly [type: string, message: string]>>> = {
  unauthorized: ['authentication_error', 'Invalid authentication credentials'],
  unavailable: ['api_error', 'Internal server error'],
  overloaded: ['overloaded_error', 'Overloaded'],
};

const ORGANIZATION = '00000000-0000-4000-8000-000000000000';

/** Why the caller may not use the API, in the provider's words, or undefined if it may. */
function authorize(request: Request, ledger: Ledger): string | undefined {
  const header = request.headers.get('authorization');
  if (!header) {
    // No API key is ever issued here, so none is valid.
    return request.headers.has('x-api-key') ? 'invalid x-api-key' : 'x-api-key header is required';
  }
  switch (ledger.inspect(header.replace(/^bearer /i, ''))) {
    case 'good':
      return undefined;
    case 'expired':
      return 'OAuth token has expired. Please obtain a new token or refresh your existing token.';
    case 'revoked':
      return 'OAuth token has been revoked. Please obtain a new token.';
    case 'unknown':
      return 'Invalid bearer token';
  }
}

async function describe(request: Request, ledger: Ledger, script: Script): Promise<Described> {
  const { pathname } = new URL(request.url);
  const presents = await credentials(request, ledger);
  if (request.headers.has('x-api-key')) presents.push({ kind: 'api-key', token: 'unknown' });
  const operation = `${request.method} ${pathname}`;
  if (profileApi(ledger).has(pathname)) return { operation, endpoint: 'profile', presents };
  if (pathname !== PATH || request.method !== 'POST') {
    return { operation, endpoint: 'other', presents };
  }
  const body = await read(request.clone());
  const work = typeof body === 'string' ? undefined : script.workOf(body);
  // A request that belongs to no piece of work is one of the client's own: a title, a probe.
  if (!work) return { operation, endpoint: 'other', presents };
  return { operation, endpoint: 'messages', presents, work };
}

/** The request's body, or what the provider says is wrong with it. */
async function read(request: Request): Promise<MessagesRequest | string> {
  if (!request.headers.has('anthropic-version')) return 'anthropic-version: header is required';
  let body: MessagesRequest;
  try {
    body = JSON.parse(await request.text());
  } catch {
    return 'The request body is not valid JSON';
  }
  if (typeof body !== 'object' || body === null) return 'The request body is not an object';
  if (typeof body.model !== 'string') return 'model: Field required';
  if (!Number.isInteger(body.max_tokens) || body.max_tokens < 1)
    return 'max_tokens: Field required';
  if (!Array.isArray(body.messages) || body.messages.length === 0)
    return 'messages: Field required';
  const whole = body.messages.every(
    (turn) =>
      // `system` in mid-conversation: Claude Code 2.1.329 sends it.
      ['user', 'assistant', 'system'].includes(turn?.role) &&
      (typeof turn.content === 'string' || isObjects(turn.content)),
  );
  if (!whole) return 'messages: Input should be a valid list of turns';
  if (!isObjects(body.tools ?? [])) return 'tools: Input should be a valid list';
  return body;
}

const isObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);

/**
 * Whatever else a client asks its API host for: flags, settings, telemetry. An empty object does.
 */
const sink = (request: Request): Response =>
  request.method === 'HEAD' ? new Response(null) : Response.json({});

const notFound = (id: string) => error(404, 'not_found_error', 'Not Found', id);

const error = (status: number, type: string, text: string, id: string): Response =>
  Response.json(
    { type: 'error', error: { type, message: text }, request_id: id },
    {
      status,
      headers: { 'request-id': id },
    },
  );
