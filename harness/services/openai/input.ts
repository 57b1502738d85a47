import type { Conversation } from '../script.ts';
import type { Complaint } from './errors.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The part of a request for a response that the mock reads. Everything else may be there. */
export interface ResponsesRequest {
  readonly model: string;
  readonly input: readonly Fields[];
  readonly stream: boolean;
  /** The tools that it offers, wherever it offers them. */
  readonly tools: readonly Fields[];
  readonly instructions: string | null;
  readonly previous?: string;
  /** Whether it may be referred to by a later one. */
  readonly store: boolean;
  /** Codex warms a connection up with a request that wants nothing generated. */
  readonly generate: boolean;
}

/** The request that a text holds, or what the API says is wrong with it. */
export function read(text: string): ResponsesRequest | Complaint {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return wrong('We could not parse the JSON body of your request.');
  }
  if (!isFields(body)) return wrong('Invalid type: expected an object.');
  const { model, input = [], tools, instructions, previous_response_id: previous } = body;
  if (typeof model !== 'string' || model === '') {
    return wrong("Missing required parameter: 'model'.", 'model', 'missing_required_parameter');
  }
  const items = typeof input === 'string' ? [{ role: 'user', content: input }] : input;
  if (!Array.isArray(items) || !items.every(isItem)) return invalid('input');
  if (tools !== undefined && tools !== null && !isList(tools)) return invalid('tools');
  for (const name of ['stream', 'store', 'generate']) {
    const value = body[name];
    if (value !== undefined && value !== null && typeof value !== 'boolean') return invalid(name);
  }
  if (previous !== undefined && previous !== null && typeof previous !== 'string') {
    return invalid('previous_response_id');
  }
  return {
    model,
    input: items,
    stream: body.stream === true,
    tools: [...((tools ?? []) as Fields[]), ...items.flatMap(added)],
    instructions: typeof instructions === 'string' ? instructions : null,
    ...(typeof previous === 'string' && { previous }),
    store: body.store !== false,
    generate: body.generate !== false,
  };
}

/** The items of a conversation as the scripted model reads one. */
export function conversation(items: readonly Fields[], tools: readonly Fields[]): Conversation {
  return {
    messages: items.map((item) => {
      if (isOutput(item)) {
        return { role: 'user', content: [{ type: 'tool_result', content: item.output }] };
      }
      const { role, content } = item;
      return {
        role: typeof role === 'string' ? role : 'assistant',
        content: typeof content === 'string' || isList(content) ? content : [],
      };
    }),
    tools: tools.flatMap(({ name }) => (typeof name === 'string' ? [{ name }] : [])),
  };
}

/** What a client brings back from a tool: `function_call_output` and its kin. */
const isOutput = ({ type }: Fields) => typeof type === 'string' && type.endsWith('_call_output');

/** Newer versions of Codex offer their tools in an item of the input. */
const added = ({ type, tools }: Fields): readonly Fields[] =>
  type === 'additional_tools' && isList(tools) ? tools : [];

/** A message has a role and content; any other item says what it is. */
function isItem(item: unknown): item is Fields {
  if (!isFields(item)) return false;
  const { type = 'message', role, content } = item;
  if (typeof type !== 'string') return false;
  if (type !== 'message') return true;
  return typeof role === 'string' && (typeof content === 'string' || isList(content));
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: unknown): value is readonly Fields[] =>
  Array.isArray(value) && value.every(isFields);

const invalid = (param: string) => wrong(`Invalid type for '${param}'.`, param, 'invalid_type');

const wrong = (message: string, param?: string, code: string | null = null): Complaint => ({
  type: 'invalid_request_error',
  code,
  message,
  ...(param !== undefined && { param }),
});
