/** One event of a stream; without a name where the provider sends none. */
export interface ServerSentEvent {
  readonly name?: string;
  readonly data: unknown;
}

/** A stream of events (HTML, section 9.2) that stops when nobody listens any more. */
export function eventStream(
  events: readonly ServerSentEvent[],
  options: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
): Response {
  const encoder = new TextEncoder();
  const queue = [...events];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const event = options.signal.aborted ? undefined : queue.shift();
      if (!event) return controller.close();
      const name = event.name === undefined ? '' : `event: ${event.name}\n`;
      controller.enqueue(encoder.encode(`${name}data: ${JSON.stringify(event.data)}\n\n`));
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
