import { bodyOf } from '../arrived.ts';

/** The part of a Messages request that the mock reads. Everything else may be there. */
export interface MessagesRequest {
  readonly model: string;
  readonly max_tokens: number;
  readonly stream?: boolean;
  readonly system?: unknown;
  readonly stop_sequences?: readonly string[];
  readonly messages: readonly {
    readonly role: string;
    readonly content: string | readonly Readonly<Record<string, unknown>>[];
  }[];
  readonly tools?: readonly { readonly name?: string }[];
}

/** 32 MB, as the documentation has it. What is larger does not get past the provider's edge. */
export const LARGEST = 32 * 1_024 * 1_024;

const read = new WeakMap<Request, Promise<MessagesRequest | string>>();

/**
 * A request's body, or what the provider says is wrong with it. Counting tokens takes the same
 * body, without a bound.
 */
export function bodyRead(request: Request, counts = false): Promise<MessagesRequest | string> {
  let body = read.get(request);
  if (!body) {
    body = bodyOf(request).then((text) => parsed(request, text, counts));
    read.set(request, body);
  }
  return body;
}

function parsed(request: Request, text: string, counts: boolean): MessagesRequest | string {
  if (!request.headers.has('anthropic-version')) return 'anthropic-version: header is required';
  let body: MessagesRequest;
  try {
    body = JSON.parse(text);
  } catch {
    return 'The request body is not valid JSON';
  }
  if (typeof body !== 'object' || body === null) return 'The request body is not an object';
  if (typeof body.model !== 'string') return 'model: Field required';
  if (!counts && (!Number.isInteger(body.max_tokens) || body.max_tokens < 1))
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
  const stops = body.stop_sequences ?? [];
  if (!Array.isArray(stops) || !stops.every((stop) => typeof stop === 'string'))
    return 'stop_sequences: Input should be a valid list';
  return body;
}

const isObjects = (value: unknown): boolean =>
  Array.isArray(value) && value.every((each) => typeof each === 'object' && each !== null);

/** How many tokens a conversation takes: one for four characters of what the model is shown. */
export const tokensOf = ({ system, messages, tools }: MessagesRequest): number =>
  Math.ceil(JSON.stringify([system, messages, tools]).length / 4);
