import type { Endpoint } from '#core/fault.ts';
import type { Described, Refused, Service, World } from '#core/service.ts';
import type { Ledger } from '../ledger.ts';
import { credentials } from '../presented.ts';
import type { About, Script } from '../script.ts';
import { eventStream } from '../sse.ts';
import { ACCOUNT_ANSWERS, listed, MODELS } from './account.ts';
import { connection } from './connection.ts';
import { type Complaint, complaint, error, limits, refusalHeaders } from './errors.ts';
import { conversation, type ResponsesRequest, read } from './input.ts';
import { events, response, type Whole } from './wire.ts';

/** Where responses are made: by the API, and by ChatGPT's backend for those who log in there. */
const PATHS = ['/v1/responses', '/backend-api/codex/responses'];
const COUNT = '/v1/responses/input_tokens';
const LIST = '/v1/models';

/** Items of a conversation, by the id of the response that ended them. */
export type Earlier = Map<string, Items>;
type Items = readonly Readonly<Record<string, unknown>>[];

/** The parts of the API that do not depend on how its messages travel. */
export interface Responses {
  /** The piece of work that a request belongs to, and what its conversation holds. */
  about(text: string, earlier: Earlier): About | undefined;
  /** Make the response that a request asks for, or say what is wrong with it. */
  make(text: string, earlier: Earlier): Made | Complaint;
  /** Why the caller may not use the API, or undefined if it may. */
  denied(request: Request): Complaint | undefined;
  complaint(effect: Refused, path: string): Complaint;
}

interface Made {
  readonly whole: Whole;
  /** The conversation up to and with it. */
  readonly items: Items;
  readonly streams: boolean;
  /** Whether a later request may go on from it. */
  readonly stores: boolean;
}

/**
 * OpenAI's Responses API in front of a scripted model, over HTTP and over WebSockets, and the part
 * of ChatGPT's backend that Codex asks for. Access tokens are checked against the ledger.
 * @see https://platform.openai.com/docs/api-reference/responses
 */
export function responsesApi(world: World, ledger: Ledger, script: Script): Service {
  const earlier: Earlier = new Map();
  const responses = model(world, ledger, script);
  const requestId = counted(world, 'request', 'req_');
  const now = () => world.clock.now();
  const headers = () => ({ 'x-request-id': requestId(), 'openai-processing-ms': '20' });
  const fail = (status: number, said: Complaint) => error(status, said, headers());

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (!isServed(pathname)) return sink(request);
    const denied = responses.denied(request);
    if (denied) return fail(401, denied);
    const known = answered(request.method, pathname, now());
    if (known) return Response.json(known, { headers: headers() });
    if (!PATHS.includes(pathname) && pathname !== COUNT) return fail(404, NOT_FOUND);
    if (request.method !== 'POST') return fail(405, NOT_ALLOWED);
    const text = await request.text().catch(() => '');
    if (pathname === COUNT) {
      const body = read(text);
      if (!('input' in body)) return fail(400, body);
      return Response.json({ object: 'response.input_tokens', input_tokens: 12 });
    }
    const made = responses.make(text, earlier);
    if (!('whole' in made)) return fail(400, made);
    if (made.stores) earlier.set(made.whole.id, made.items);
    const sent = { ...headers(), ...limits(499, 1) };
    if (!made.streams) return Response.json(made.whole, { headers: sent });
    const told = events(made.whole).map((data) => ({ name: data.type, data }));
    return eventStream(told, { headers: sent, signal: request.signal });
  };

  return {
    role: 'model',
    describe: (request) => describe(request, ledger, (text) => responses.about(text, earlier)),
    answer,
    refuse: (effect, request) =>
      error(effect.status, responses.complaint(effect, new URL(request.url).pathname), {
        ...headers(),
        ...refusalHeaders(effect, now()),
      }),
    converse: (request) => {
      const denied = responses.denied(request);
      if (denied) return fail(401, denied);
      const { pathname } = new URL(request.url);
      return PATHS.includes(pathname)
        ? connection(responses, request, pathname)
        : fail(404, NOT_FOUND);
    },
  };
}

/** Requests in, responses out. */
function model(world: World, ledger: Ledger, script: Script): Responses {
  const key = counted(world, 'response', '');
  const whole = (body: ResponsesRequest, earlier: Earlier) => [
    ...(earlier.get(body.previous ?? '') ?? []),
    ...body.input,
  ];
  return {
    about(text, earlier) {
      const body = read(text);
      if (!('input' in body) || !body.generate) return undefined;
      return script.about(conversation(whole(body, earlier), body.tools));
    },
    make(text, earlier) {
      const body = read(text);
      if (!('input' in body)) return body;
      if (body.previous !== undefined && !earlier.has(body.previous)) return lost(body.previous);
      const items = whole(body, earlier);
      const reply = body.generate ? script.reply(conversation(items, body.tools)) : undefined;
      const made = response(key(), body, reply, world.clock.now());
      const all = [...items, ...made.output] as Items;
      return { whole: made, streams: body.stream, stores: body.store, items: all };
    },
    denied: (request) => denied(request, ledger),
    complaint: (effect, path) => complaint(effect, path, world.clock.now()),
  };
}

/** Ids that are drawn from the run's chance, one after the other. */
function counted(world: World, what: string, prefix: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return prefix + world.random.fork(`${what}-${count}`).text(32);
  };
}

function denied(request: Request, ledger: Ledger): Complaint | undefined {
  const bearer = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const say = (code: string | null, message: string): Complaint => ({
    type: 'invalid_request_error',
    code,
    message,
  });
  if (!bearer) return say(null, 'Missing bearer or basic authentication in header');
  switch (ledger.inspect(bearer)) {
    case 'good':
      return undefined;
    case 'expired':
      return say(
        'token_expired',
        'Provided authentication token is expired. Please sign in again.',
      );
    case 'revoked':
      return say('token_revoked', 'Encountered invalidated oauth token for user.');
    default:
      return say('invalid_api_key', 'Incorrect API key provided.');
  }
}

async function describe(
  request: Request,
  ledger: Ledger,
  aboutOf: (text: string) => About | undefined,
): Promise<Described> {
  const { pathname } = new URL(request.url);
  const presents = await credentials(request, ledger);
  const operation = `${request.method} ${pathname}`;
  if (!PATHS.includes(pathname) || request.method !== 'POST') {
    return { operation, endpoint: endpointOf(request, pathname), presents };
  }
  const text = await request
    .clone()
    .text()
    .catch(() => '');
  const about = aboutOf(text);
  return about
    ? { operation, endpoint: 'messages', presents, ...about }
    : { operation, endpoint: 'other', presents };
}

/**
 * What a request is for, by its path. A handshake is `messages`, although nobody can say yet for
 * which piece of work: it carries the credential, and whatever keeps a client from being answered
 * over HTTP keeps it from being answered over a WebSocket.
 */
function endpointOf(request: Request, path: string): Endpoint {
  const upgrades = request.headers.get('upgrade')?.toLowerCase() === 'websocket';
  if (PATHS.includes(path)) return upgrades ? 'messages' : 'other';
  if (path === COUNT) return 'count';
  if (path === LIST || path.startsWith(`${LIST}/`)) return 'models';
  return Object.hasOwn(ACCOUNT_ANSWERS, path) ? ACCOUNT_ANSWERS[path]!.endpoint : 'other';
}

/** The body that answers a plain question; undefined where it takes more. */
function answered(method: string, path: string, now: number): object | undefined {
  if (method !== 'GET') return undefined;
  if (Object.hasOwn(ACCOUNT_ANSWERS, path)) return ACCOUNT_ANSWERS[path]!.body(now);
  if (path === LIST) return { object: 'list', data: MODELS.map(listed) };
  const asked = MODELS.find((each) => path === `${LIST}/${each}`);
  return asked && listed(asked);
}

const isServed = (path: string) =>
  path.startsWith('/v1/') || PATHS.includes(path) || Object.hasOwn(ACCOUNT_ANSWERS, path);

/** Whatever else a client asks ChatGPT's backend for: plugins, settings, telemetry. */
const sink = (request: Request): Response =>
  request.method === 'HEAD' ? new Response(null) : Response.json({});

const plain = (code: string | null, message: string, param?: string): Complaint => ({
  type: 'invalid_request_error',
  code,
  message,
  ...(param !== undefined && { param }),
});

const NOT_FOUND = plain('not_found', 'The requested resource does not exist.');
const NOT_ALLOWED = plain('method_not_supported', 'Not allowed to do that to this resource.');

const lost = (id: string) =>
  plain(
    'previous_response_not_found',
    `Previous response with id '${id.slice(0, 80)}' not found.`,
    'previous_response_id',
  );
