import type { Reply } from '../script.ts';
import type { ResponsesRequest } from './input.ts';

/** What stands in a response's output: something said, or a tool that is to be called. */
type Item =
  | {
      readonly type: 'message';
      readonly id: string;
      readonly status: 'completed';
      readonly role: 'assistant';
      readonly content: readonly Part[];
    }
  | {
      readonly type: 'function_call';
      readonly id: string;
      readonly status: 'completed';
      readonly call_id: string;
      readonly name: string;
      readonly arguments: string;
    };

interface Part {
  readonly type: 'output_text';
  readonly text: string;
  readonly annotations: readonly never[];
  readonly logprobs: readonly never[];
}

/** A whole response, as the API returns it where no stream was asked for. */
export interface Whole {
  readonly id: string;
  readonly object: 'response';
  readonly created_at: number;
  readonly status: 'completed';
  readonly model: string;
  readonly output: readonly Item[];
  readonly [field: string]: unknown;
}

/**
 * A reply of the scripted model as a response.
 *
 * @param key tells this response from all others
 * @param reply undefined where nothing is to be generated
 * @param now milliseconds since the epoch
 */
export function response(
  key: string,
  body: ResponsesRequest,
  reply: Reply | undefined,
  now: number,
): Whole {
  const seconds = Math.floor(now / 1_000);
  return {
    id: `resp_${key}`,
    object: 'response',
    created_at: seconds,
    completed_at: seconds,
    status: 'completed',
    background: false,
    error: null,
    incomplete_details: null,
    instructions: body.instructions,
    max_output_tokens: null,
    metadata: {},
    model: body.model,
    output: reply ? [item(key, reply)] : [],
    parallel_tool_calls: true,
    previous_response_id: body.previous ?? null,
    reasoning: { effort: null, summary: null },
    store: body.store,
    temperature: 1,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: body.tools,
    top_p: 1,
    truncation: 'disabled',
    usage: {
      input_tokens: 12,
      input_tokens_details: { cached_tokens: 0 },
      output_tokens: reply ? 8 : 0,
      output_tokens_details: { reasoning_tokens: 0 },
      total_tokens: reply ? 20 : 12,
    },
  };
}

const item = (key: string, reply: Reply): Item =>
  'tool' in reply
    ? {
        type: 'function_call',
        id: `fc_${key}`,
        status: 'completed',
        call_id: `call_${key.slice(0, 24)}`,
        name: reply.tool,
        arguments: JSON.stringify(reply.input),
      }
    : {
        type: 'message',
        id: `msg_${key}`,
        status: 'completed',
        role: 'assistant',
        content: [part(reply.text)],
      };

const part = (text: string): Part => ({ type: 'output_text', text, annotations: [], logprobs: [] });

/** One event of a stream: its type, its number, and whatever else it carries. */
export interface StreamEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly [field: string]: unknown;
}

/** The events of a streamed response, in the documented order. */
export function events(whole: Whole): readonly StreamEvent[] {
  const { completed_at: _, usage: __, ...rest } = whole;
  const begun = { ...rest, status: 'in_progress', output: [], usage: null };
  const told: { readonly type: string; readonly [field: string]: unknown }[] = [
    { type: 'response.created', response: begun },
    { type: 'response.in_progress', response: begun },
    ...whole.output.flatMap((each, output_index) => [
      { type: 'response.output_item.added', output_index, item: empty(each) },
      ...growth(each).map((grown) => ({ ...grown, item_id: each.id, output_index })),
      { type: 'response.output_item.done', output_index, item: each },
    ]),
    { type: 'response.completed', response: whole },
  ];
  return told.map((event, sequence_number) => ({ ...event, sequence_number }));
}

/** An item as it is announced. */
const empty = (item: Item) => ({
  ...item,
  status: 'in_progress',
  ...(item.type === 'message' ? { content: [] } : { arguments: '' }),
});

/** How an item comes to be what it is, piece by piece. */
function growth(item: Item): readonly { readonly type: string }[] {
  if (item.type === 'function_call') {
    const { name, arguments: whole } = item;
    const type = 'response.function_call_arguments';
    return [
      ...halves(whole).map((delta) => ({ type: `${type}.delta`, delta })),
      { type: `${type}.done`, name, arguments: whole } as { readonly type: string },
    ];
  }
  return item.content.flatMap((each, content_index) => [
    { type: 'response.content_part.added', content_index, part: part('') },
    ...halves(each.text).map((delta) => ({
      type: 'response.output_text.delta',
      content_index,
      delta,
      logprobs: [],
    })),
    { type: 'response.output_text.done', content_index, text: each.text, logprobs: [] },
    { type: 'response.content_part.done', content_index, part: each },
  ]);
}

/** A text in two pieces, so that a client has to put something together. */
function halves(text: string): readonly string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)];
}
