import type { Fetch } from '#core/client.ts';
import type { Life } from './life.ts';

/**
 * The network as one life of a client sees it: an answer, and each piece of it, comes when the
 * client can take it in, and whatever is open when the client ends is broken off.
 */
export const fetchOf =
  (life: Life, fetch: Fetch): Fetch =>
  async (input, init) => {
    const own = init?.signal ?? (input instanceof Request ? input.signal : undefined);
    const signal = AbortSignal.any(own ? [own, life.over] : [life.over]);
    return read(life, await life.settling(fetch(input, { ...init, signal })));
  };

function read(life: Life, response: Response): Response {
  if (!response.body) return response;
  const { status, headers } = response;
  const reader = response.body.getReader();
  const leave = () => void reader.cancel().catch(() => undefined);
  life.over.addEventListener('abort', leave, { once: true });
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await life.settling(reader.read());
        if (!done) return controller.enqueue(value);
        life.over.removeEventListener('abort', leave);
        controller.close();
      },
      cancel: (cause) => reader.cancel(cause),
    },
    // Nothing is read before it is asked for.
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}
