import type { Reply } from '../script.ts';
import type { MessagesRequest } from './messages.ts';

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
  readonly stop_reason: 'end_turn' | 'tool_use';
  readonly stop_sequence: null;
  readonly usage: { readonly input_tokens: number; readonly output_tokens: number };
}

/** A reply of the scripted model as a message. */
export function message(requestId: string, body: MessagesRequest, reply: Reply): Message {
  const block: Block =
    'tool' in reply
      ? {
          type: 'tool_use',
          id: `toolu_${requestId.slice(4)}`,
          name: reply.tool,
          input: reply.input,
        }
      : { type: 'text', text: reply.text };
  return {
    id: `msg_${requestId.slice(4)}`,
    type: 'message',
    role: 'assistant',
    model: body.model,
    content: [block],
    stop_reason: 'tool' in reply ? 'tool_use' : 'end_turn',
    stop_sequence: null,
    usage: { input_tokens: 12, output_tokens: 8 },
  };
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
      message: { ...whole, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
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

/** The message as server-sent events. Stops when nobody listens any more. */
export function stream(
  whole: Message,
  options: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
): Response {
  const encoder = new TextEncoder();
  const queue = [...events(whole)];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const event = options.signal.aborted ? undefined : queue.shift();
      if (!event) return controller.close();
      controller.enqueue(
        encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`),
      );
    },
  });
  return new Response(body, {
    headers: {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-cache',
      ...options.headers,
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
