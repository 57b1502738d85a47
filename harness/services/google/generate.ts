import type { Endpoint } from '#core/fault.ts';
import type { Described, Service, World } from '#core/service.ts';
import type { Ledger } from '../ledger.ts';
import { credentials } from '../presented.ts';
import type { Script } from '../script.ts';
import { eventStream } from '../sse.ts';
import {
  ANONYMOUS,
  type Complaint,
  EXPIRED,
  error,
  INVALID_KEY,
  refusal,
  UNAUTHENTICATED,
} from './errors.ts';
import { conversation, read } from './input.ts';
import { pieces, whole } from './wire.ts';

/** The project under which Code Assist keeps whoever signs in here. */
const PROJECT = 'groundstop-project';
const TIER = { id: 'free-tier', name: 'Gemini Code Assist for individuals', isDefault: true };

/** The models on offer here; any other name is answered for as well. */
const MODELS = ['gemini-3-pro', 'gemini-3-flash'];

/** What a method is asked of: `models/{model}` of the Gemini API, or Code Assist. */
interface Asked {
  readonly method: string;
  /** Undefined for Code Assist, where the body names it. */
  readonly model?: string;
}

/**
 * The Gemini API and Gemini Code Assist in front of a scripted model: the same requests and
 * responses, which Code Assist wraps once more. Access tokens are checked against the ledger.
 * @see https://ai.google.dev/api/generate-content, and gemini-cli, packages/core/src/code_assist
 */
export function geminiApi(world: World, ledger: Ledger, script: Script): Service {
  let responses = 0;
  const responseId = () => {
    responses += 1;
    return world.random.fork(`response-${responses}`).text(22);
  };

  const generate = async (request: Request, asked: Asked): Promise<Response> => {
    const text = await request.text();
    const wrapped = asked.model === undefined;
    const body = read(text, wrapped);
    if (!('contents' in body)) return error(body);
    const model = asked.model ?? modelOf(text);
    const wrap = (content: object) => (wrapped ? { response: content } : content);
    const reply = script.reply(conversation(body));
    const id = responseId();
    if (asked.method === 'generateContent') return Response.json(wrap(whole(id, model, reply)));
    const told = pieces(id, model, reply).map(wrap);
    // Without `alt=sse` a stream is an array that grows.
    if (new URL(request.url).searchParams.get('alt') !== 'sse') return Response.json(told);
    const events = told.map((data) => ({ data }));
    return eventStream(events, { headers: {}, signal: request.signal });
  };

  const answer = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    const asked = askedOf(pathname);
    if (!asked && !pathname.startsWith('/v1')) return sink(request);
    const denied = authorize(request, ledger);
    if (denied) return error(denied);
    if (request.method === 'GET') {
      const listed = list(pathname);
      return listed ? Response.json(listed) : error(NOT_FOUND);
    }
    if (!asked || request.method !== 'POST') return error(NOT_FOUND);
    if (isGeneration(asked)) return generate(request, asked);
    if (asked.method === 'countTokens') {
      const body = read(await request.text(), asked.model === undefined);
      return 'contents' in body ? Response.json({ totalTokens: 12 }) : error(body);
    }
    if (asked.model !== undefined) return error(NOT_FOUND);
    return Response.json(
      Object.hasOwn(CODE_ASSIST, asked.method) ? CODE_ASSIST[asked.method]! : {},
    );
  };

  return {
    role: 'model',
    describe: (request) => describe(request, ledger, script),
    answer,
    refuse: (effect) => refusal(effect, world.clock.now()),
  };
}

/** What Code Assist says of somebody who has used it before, by method. */
const CODE_ASSIST: Readonly<Record<string, object>> = {
  loadCodeAssist: {
    currentTier: TIER,
    allowedTiers: [TIER],
    cloudaicompanionProject: PROJECT,
    gcpManaged: false,
  },
  onboardUser: {
    name: `operations/onboard-${PROJECT}`,
    done: true,
    response: {
      '@type': 'type.googleapis.com/google.internal.cloud.code.v1internal.OnboardUserResponse',
      cloudaicompanionProject: { id: PROJECT, name: PROJECT },
    },
  },
  retrieveUserQuota: {
    buckets: MODELS.map((modelId) => ({
      modelId,
      tokenType: 'REQUESTS',
      remainingFraction: 0.9,
      remainingAmount: '900',
    })),
  },
};

const NOT_FOUND: Complaint = { status: 'NOT_FOUND', message: 'Requested entity was not found.' };

/** `models/gemini-3-pro:generateContent`, `/v1internal:loadCodeAssist`: verbs, as AIP-136 has. */
function askedOf(path: string): Asked | undefined {
  const assist = /^\/v1internal:(\w+)$/.exec(path);
  if (assist) return { method: assist[1]! };
  const api = /^\/v1(?:alpha|beta)?\/models\/([^/:]+):(\w+)$/.exec(path);
  return api ? { model: api[1]!, method: api[2]! } : undefined;
}

const isGeneration = ({ method }: Asked) =>
  method === 'generateContent' || method === 'streamGenerateContent';

/** The models, or one of them; undefined where a path means neither. */
function list(path: string): object | undefined {
  const asked = /^\/v1(?:alpha|beta)?\/models(?:\/([^/:]+))?$/.exec(path);
  if (!asked) return undefined;
  const models = MODELS.map((each) => ({
    name: `models/${each}`,
    displayName: each,
    supportedGenerationMethods: ['generateContent', 'countTokens'],
  }));
  return asked[1] === undefined
    ? { models }
    : models.find(({ name }) => name === `models/${asked[1]}`);
}

/** Why the caller may not use the API, or undefined if it may. */
function authorize(request: Request, ledger: Ledger): Complaint | undefined {
  const bearer = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  // No API key is ever issued here, so none is valid.
  if (!bearer) return keyOf(request) === null ? ANONYMOUS : INVALID_KEY;
  const state = ledger.inspect(bearer);
  if (state === 'good') return undefined;
  return state === 'expired' ? EXPIRED : UNAUTHENTICATED;
}

const keyOf = (request: Request): string | null =>
  request.headers.get('x-goog-api-key') ?? new URL(request.url).searchParams.get('key');

async function describe(request: Request, ledger: Ledger, script: Script): Promise<Described> {
  const { pathname } = new URL(request.url);
  const presents = await credentials(request, ledger);
  if (keyOf(request) !== null && !presents.some(({ kind }) => kind === 'api-key')) {
    presents.push({ kind: 'api-key', token: 'unknown' });
  }
  const operation = `${request.method} ${pathname}`;
  const asked = askedOf(pathname);
  if (!asked || request.method !== 'POST' || !isGeneration(asked)) {
    return { operation, endpoint: endpointOf(asked, pathname), presents };
  }
  const text = await request
    .clone()
    .text()
    .catch(() => '');
  const body = read(text, asked.model === undefined);
  const about = 'contents' in body ? script.about(conversation(body)) : undefined;
  return about
    ? { operation, endpoint: 'messages', presents, ...about }
    : { operation, endpoint: 'other', presents };
}

/** What Gemini CLI asks Code Assist before its first turn is who somebody is: a `profile`. */
function endpointOf(asked: Asked | undefined, path: string): Endpoint {
  if (asked?.method === 'countTokens') return 'count';
  if (asked && Object.hasOwn(CODE_ASSIST, asked.method)) return 'profile';
  return !asked && list(path) ? 'models' : 'other';
}

function modelOf(text: string): string {
  const { model } = JSON.parse(text) as { readonly model?: unknown };
  return typeof model === 'string' ? model : MODELS[0]!;
}

/** Whatever else a client asks these hosts for. */
const sink = (request: Request): Response =>
  request.method === 'HEAD' ? new Response(null) : Response.json({});
