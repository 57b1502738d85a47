import type { Conversation } from '../script.ts';
import type { Complaint } from './errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The part of a request for content that the mock reads. Everything else may be there. */
export interface ContentRequest {
  readonly contents: readonly { readonly role: string; readonly parts: readonly Fields[] }[];
  readonly tools: readonly Fields[];
}

/**
 * The request that a text holds, or what the API says is wrong with it.
 *
 * @param wrapped Code Assist has the same request in a field of its own
 */
export function read(text: string, wrapped: boolean): ContentRequest | Complaint {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return invalid('Invalid JSON payload received.');
  }
  const inner = wrapped && isFields(body) ? body.request : body;
  if (!isFields(inner)) return invalid('Invalid value: the request is not an object.');
  const { contents, tools } = inner;
  if (!isList(contents) || contents.length === 0) {
    return invalid('* GenerateContentRequest.contents: contents is not specified');
  }
  const turns = contents.map(({ role = 'user', parts }) => ({ role, parts }));
  if (!turns.every(isTurn))
    return invalid("Invalid value at 'contents': a turn has a role, parts.");
  if (tools !== undefined && tools !== null && !isList(tools)) {
    return invalid("Invalid value at 'tools'.");
  }
  const declared = ((tools ?? []) as Fields[]).flatMap((tool) => {
    const declarations = tool.functionDeclarations ?? tool.function_declarations;
    return isList(declarations) ? declarations : [];
  });
  return { contents: turns, tools: declared };
}

/** A request as the scripted model reads a conversation. */
export const conversation = ({ contents, tools }: ContentRequest): Conversation => ({
  messages: contents.map(({ role, parts }) => ({
    role: role === 'model' ? 'assistant' : 'user',
    content: parts.map((part) =>
      'functionResponse' in part || 'function_response' in part ? { type: 'tool_result' } : part,
    ),
  })),
  tools: tools.flatMap(({ name }) => (typeof name === 'string' ? [{ name }] : [])),
});

type Turn = ContentRequest['contents'][number];

const isTurn = (turn: { readonly role: unknown; readonly parts: unknown }): turn is Turn =>
  ['user', 'model', 'function'].includes(turn.role as string) && isList(turn.parts);

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.every(isFields);

const invalid = (message: string): Complaint => ({ status: 'INVALID_ARGUMENT', message });
