import { Prepared } from '../prepared.ts';
import type { Reply } from '../script.ts';
import { type MessagesRequest, tokensOf } from './request.ts';

interface Block {
  readonly type: 'text' | 'tool_use';
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  readonly input?: Readonly<Record<string, unknown>>;
}

/** A whole message, as the API returns it where no stream was asked for. */
export interface Message {
  readonly id: string;
  readonly type: 'message';
  readonly role: 'assistant';
  readonly model: string;
  readonly content: readonly Block[];
  readonly stop_reason: 'end_turn' | 'tool_use' | 'max_tokens' | 'stop_sequence';
  readonly stop_sequence: string | null;
  readonly usage: {
    readonly input_tokens: number;
    readonly cache_creation_input_tokens: number;
    readonly cache_read_input_tokens: number;
    readonly output_tokens: number;
  };
}

/** Characters that count as one token. */
const TOKEN = 4;

/** A reply of the scripted model as a message. */
export function message(requestId: string, body: MessagesRequest, reply: Reply): Message {
  const said = 'tool' in reply ? called(requestId, reply) : spoken(body, reply.text);
  return {
    id: `msg_${requestId.slice(4)}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    ...said,
    usage: {
      input_tokens: tokensOf(body),
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: Math.max(1, Math.ceil(JSON.stringify(said.content).length / TOKEN)),
    },
  };
}

type Said = Pick<Message, 'content' | 'stop_reason' | 'stop_sequence'>;

/** A tool is called after a word about it, as the real one mostly does. */
const called = (requestId: string, reply: Extract<Reply, { tool: string }>): Said => ({
  content: [
    { type: 'text', text: 'I will look it up.' },
    {
      type: 'tool_use',
      id: `toolu_${requestId.slice(4)}`,
      name: reply.tool,
      input: reply.input,
    },
  ],
  stop_reason: 'tool_use',
  stop_sequence: null,
});

/** A text ends where the caller's bound or one of its stop sequences comes first. */
function spoken({ max_tokens, stop_sequences = [] }: MessagesRequest, text: string): Said {
  const bound = max_tokens * TOKEN;
  const [stop] = stop_sequences
    .filter((sequence) => sequence !== '' && text.includes(sequence))
    .sort((one, other) => text.indexOf(one) - text.indexOf(other));
  const end = stop === undefined ? text.length : text.indexOf(stop);
  const content = [{ type: 'text', text: text.slice(0, Math.min(end, bound)) }] as const;
  if (end > bound) return { content, stop_reason: 'max_tokens', stop_sequence: null };
  if (stop === undefined) return { content, stop_reason: 'end_turn', stop_sequence: null };
  return { content, stop_reason: 'stop_sequence', stop_sequence: stop };
}

/** One server-sent event: its type, and whatever else it carries. */
interface StreamEvent {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The events of a streamed message, in the documented order. */
export function events(whole: Message): readonly StreamEvent[] {
  const blocks = whole.content.flatMap((block, index) => {
    const start = block.type === 'text' ? { type: 'text', text: '' } : { ...block, input: {} };
    return [
      { type: 'content_block_start', index, content_block: start },
      ...(index === 0 ? [{ type: 'ping' }] : []),
      ...pieces(block).map((delta) => ({ type: 'content_block_delta', index, delta })),
      { type: 'content_block_stop', index },
    ];
  });
  const { stop_reason, stop_sequence, usage } = whole;
  return [
    {
      type: 'message_start',
      message: {
        ...whole,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: { ...usage, output_tokens: 1 },
      },
    },
    ...blocks,
    {
      type: 'message_delta',
      delta: { stop_reason, stop_sequence },
      usage: { output_tokens: usage.output_tokens },
    },
    { type: 'message_stop' },
  ];
}

/**
 * The message as server-sent events, in one go: the scripted model does not think, and a stream
 * that takes its time is a fault's to make.
 */
export function stream(whole: Message, headers: Readonly<Record<string, string>>): Response {
  let text = '';
  for (const event of events(whole)) {
    text += `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
  }
  return new Prepared([text], {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...headers,
    },
  });
}

/** A block's content in two deltas, so that a client has to put something together. */
function pieces(block: Block): readonly object[] {
  const text = block.type === 'text' ? block.text! : JSON.stringify(block.input);
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].map((piece) =>
    block.type === 'text'
      ? { type: 'text_delta', text: piece }
      : { type: 'input_json_delta', partial_json: piece },
  );
}
