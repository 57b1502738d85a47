import type { Clock } from '#core/clock.ts';
import { seconds } from '#core/duration.ts';
import type { HttpEffect } from '#core/effect.ts';
import { Broken } from './broken.ts';

type StreamEffect = Extract<HttpEffect, { readonly stream: unknown }>;

interface Surroundings {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** The provider's words for an error, as JSON. */
  readonly failure: string;
}

/** How often a stream that drips, or only pings, says something. */
const PACE = seconds(10);

const encoder = new TextEncoder();

/**
 * An answer that begins well and does not go on so. A stream is cut between two events, or after so
 * many bytes wherever that is; an answer that is none is cut by its bytes, in the middle where
 * events were counted. Something is always missing: a cut that came after the end would be none.
 *
 * An answer that is itself a refusal passes as it is: nothing has begun that could break off.
 */
export async function interrupted(
  response: Response,
  effect: StreamEffect,
  surroundings: Surroundings,
): Promise<Response> {
  if (!response.ok) return response;
  const streamed = isStream(response.headers.get('content-type'));
  const whole = Buffer.from(await response.bytes());
  const ends = streamed ? endsOfEvents(whole) : [];
  const at = cut(effect, whole, ends, streamed);
  const told = { ...surroundings, effect, whole, ends, at, streamed };
  return bare(
    response,
    flowing(surroundings.signal, (signal) => pieces({ ...told, signal })),
  );
}

interface Told extends Surroundings {
  readonly effect: StreamEffect;
  readonly whole: Buffer;
  /** Where each event of the stream ends. */
  readonly ends: readonly number[];
  /** How much of it arrives as it should. */
  readonly at: number;
  readonly streamed: boolean;
}

async function* pieces(told: Told): AsyncGenerator<Uint8Array, void> {
  const { effect, whole, at, streamed, clock, signal, failure } = told;
  if (at > 0) yield whole.subarray(0, at);
  switch (effect.stream) {
    case 'end':
      return;
    case 'error':
      yield encoder.encode(streamed ? `event: error\ndata: ${failure}\n\n` : failure);
      return;
    case 'break':
      throw new Broken();
    case 'silence':
      return never(signal);
    case 'pings':
      for (;;) {
        await clock.sleep(PACE, signal);
        yield encoder.encode(sign(told));
      }
    case 'drip':
      for (const piece of drops(told)) {
        await clock.sleep(PACE, signal);
        yield piece;
      }
  }
}

/** How many bytes arrive as they should: never all of them. */
function cut(
  { stream, after }: StreamEffect,
  whole: Buffer,
  ends: readonly number[],
  streamed: boolean,
): number {
  // Whoever asked for no stream is told of an error instead of an answer.
  if (!streamed && stream === 'error') return 0;
  const last = Math.max(0, whole.length - 1);
  if ('bytes' in after) {
    const at = Math.min(after.bytes, last);
    // An error is an event of its own, as a ping is, and neither can begin within another one.
    const begins = streamed && (stream === 'error' || stream === 'pings');
    return begins ? (ends.findLast((end) => end <= at) ?? 0) : at;
  }
  if (!streamed) return after.events > 0 ? whole.length >> 1 : 0;
  return ends[Math.min(after.events, ends.length - 1) - 1] ?? 0;
}

/**
 * A sign of life that says nothing: the provider's own ping where its stream has any; a comment
 * where it has none; and before, or in the middle of, JSON a space.
 */
function sign({ whole, streamed }: Told): string {
  if (!streamed) return ' ';
  return whole.includes('event: ping\n') ? 'event: ping\ndata: {"type":"ping"}\n\n' : ': ping\n\n';
}

/** The rest of an answer: event by event, or in eight parts. */
function* drops({ whole, ends, at, streamed }: Told): Generator<Uint8Array> {
  const part = Math.max(1, Math.ceil((whole.length - at) / 8));
  const cuts = streamed
    ? [...ends.filter((end) => end > at), whole.length]
    : Array.from({ length: 8 }, (_, index) => Math.min(at + (index + 1) * part, whole.length));
  let from = at;
  for (const to of cuts) {
    if (to > from) yield whole.subarray(from, to);
    from = to;
  }
}

/** Where each event ends: after the blank line that closes it. */
function endsOfEvents(whole: Buffer): readonly number[] {
  const ends: number[] = [];
  for (let at = whole.indexOf('\n\n'); at !== -1; at = whole.indexOf('\n\n', at + 2)) {
    ends.push(at + 2);
  }
  return ends;
}

/** The same answer with another body. */
export const reshaped = async (
  response: Response,
  shape: (whole: Uint8Array) => Uint8Array,
): Promise<Response> => bare(response, shape(await response.bytes()) as Uint8Array<ArrayBuffer>);

/** An answer with a body of a length that nobody has announced. */
function bare({ status, headers }: Response, body: BodyInit): Response {
  const rest = new Headers(headers);
  rest.delete('content-length');
  return new Response(body, { status, headers: rest });
}

/** A body that is told piece by piece, and stops waiting when nobody reads it any more. */
function flowing(
  aborted: AbortSignal,
  tell: (signal: AbortSignal) => AsyncGenerator<Uint8Array, void>,
): ReadableStream<Uint8Array> {
  const left = new AbortController();
  const told = tell(AbortSignal.any([aborted, left.signal]));
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await told.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (cause) => left.abort(cause),
    },
    { highWaterMark: 0 },
  );
}

/** Rejects when somebody has lost patience, and not before. */
export const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export const isStream = (type: string | null): boolean =>
  type?.startsWith('text/event-stream') ?? false;
