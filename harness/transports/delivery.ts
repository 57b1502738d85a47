import type { Clock } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';
import { ABORTED } from '#core/fault.ts';
import type { Outcome } from '#harness/gate.ts';
import { BROKEN_OFF } from './broken.ts';
import { ANSWER_PATIENCE, withoutBody } from './failures.ts';

/**
 * An answer as `fetch` hands it over, whose attempt ends when the last byte has been read, when it
 * breaks off, or when the client has turned away: at once, also in the middle of a silence. One
 * that lasts for too long is broken off by `fetch` itself.
 */
export function watched(
  response: Response,
  { method, signal }: Pick<Request, 'method' | 'signal'>,
  end: (outcome: Outcome) => void,
  clock: Clock,
): Response {
  const { status } = response;
  const headers = new Headers(response.headers);
  // Whoever answers over a socket says what time it is there (RFC 9110, section 6.6.1).
  if (!headers.has('date')) headers.set('date', new Date(clock.now()).toUTCString());
  if (!response.body || method === 'HEAD') {
    void response.body?.cancel();
    end({ status });
    return new Response(null, { status, headers });
  }
  const reader = response.body.getReader();
  let stop = () => {};
  let isOver = false;
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const abort = () => {
        end({ status, error: ABORTED });
        controller.error(signal.reason);
        void reader.cancel(signal.reason).catch(() => undefined);
      };
      stop = () => signal.removeEventListener('abort', abort);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort, { once: true });
    },
    async pull(controller) {
      const timer = clock.after(milliseconds(ANSWER_PATIENCE), () => {
        isOver = true;
        stop();
        end({ status, error: ABORTED });
        const cause = withoutBody();
        controller.error(new TypeError('terminated', { cause }));
        void reader.cancel(cause).catch(() => undefined);
      });
      try {
        const { done, value } = await reader.read();
        if (signal.aborted || isOver) return;
        if (!done) return controller.enqueue(value);
        end({ status });
        controller.close();
      } catch (cause) {
        if (signal.aborted || isOver) return;
        end({ status, error: BROKEN_OFF });
        controller.error(new TypeError('terminated', { cause }));
      } finally {
        timer.clear();
      }
      stop();
    },
    cancel(cause) {
      stop();
      end({ status, error: ABORTED });
      return reader.cancel(cause);
    },
  });
  return new Response(body, { status, headers });
}
