import type { IncomingMessage, ServerResponse } from 'node:http';
import { hasArrived } from '#services/arrived.ts';
import { ReceivedHeaders } from './received-headers.ts';

/**
 * A request that has arrived whole. Resolves to undefined where the client went away before that;
 * what it meant to ask will never be known.
 *
 * @throws TypeError where it is one that `Request` does not take: its method, its host
 */
export async function received(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Request | undefined> {
  const body = await wholeOf(incoming);
  if (!body) return undefined;
  const { method = 'GET', url = '/', socket } = incoming;
  const protocol = 'encrypted' in socket ? 'https' : 'http';
  const address = `${protocol}://${incoming.headers.host ?? 'localhost'}${url}`;
  const { rawHeaders } = incoming;
  const headers = new ReceivedHeaders(rawHeaders);
  const request = new Received(address, method, headers, body, outgoing);
  hasArrived(request, decoder.decode(body), rawHeaders.join('\n'));
  return request;
}

const wholeOf = (incoming: IncomingMessage): Promise<Buffer | undefined> =>
  new Promise((resolve) => {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    incoming.once('end', () => {
      resolve(pieces.length === 1 ? pieces[0] : Buffer.concat(pieces));
    });
    // An error comes before the close, and has to be heard by somebody.
    incoming.on('error', () => undefined);
    incoming.once('close', () => resolve(undefined));
  });

/**
 * A `Request` in every respect, whose body is there already. A service that reads it as text gets
 * it without a detour through a stream, which costs more than everything else that a request costs
 * (measured: two thirds of it); the stream is made for whoever asks for it.
 */
class Received extends Request {
  readonly #headers: Headers;
  readonly #bytes: Buffer;
  readonly #outgoing: ServerResponse;
  #opened: Request | undefined;
  #used = false;
  #url: string | undefined;
  #signal: AbortSignal | undefined;

  constructor(
    address: string,
    method: string,
    headers: Headers,
    bytes: Buffer,
    outgoing: ServerResponse,
  ) {
    super(address, { method });
    this.#headers = headers;
    this.#bytes = bytes;
    this.#outgoing = outgoing;
  }

  /** Put together once: whoever looks at a request begins with this. */
  override get url(): string {
    this.#url ??= super.url;
    return this.#url;
  }

  override get headers(): Headers {
    return this.#headers;
  }

  /** Aborted when the client goes away before it has been answered. */
  override get signal(): AbortSignal {
    this.#signal ??= abandoned(this.#outgoing);
    return this.#signal;
  }

  override clone(): Request {
    if (this.bodyUsed) throw new TypeError('The body has been read already.');
    const { url, method } = this;
    return new Received(url, method, new Headers(this.#headers), this.#bytes, this.#outgoing);
  }

  override async text(): Promise<string> {
    if (this.bodyUsed) throw new TypeError('The body has been read already.');
    this.#used = true;
    return decoder.decode(this.#bytes);
  }

  override async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  override get bodyUsed(): boolean {
    return this.#used || (this.#opened?.bodyUsed ?? false);
  }

  /** The same request, as a stream. */
  #open(): Request {
    if (this.#used) throw new TypeError('The body has been read already.');
    const { method, headers } = this;
    const bodiless = method === 'GET' || method === 'HEAD';
    const body = bodiless ? {} : { body: new Uint8Array(this.#bytes) };
    this.#opened ??= new Request(this.url, { method, headers, ...body });
    return this.#opened;
  }

  override get body() {
    return this.#used ? null : this.#open().body;
  }
  override async arrayBuffer() {
    return this.#open().arrayBuffer();
  }
  override async blob() {
    return this.#open().blob();
  }
  override async bytes() {
    return this.#open().bytes();
  }
  override async formData() {
    return this.#open().formData();
  }
}

const decoder = new TextDecoder();

function abandoned(outgoing: ServerResponse): AbortSignal {
  const aborter = new AbortController();
  const abort = () => {
    if (!outgoing.writableFinished) aborter.abort();
  };
  if (outgoing.destroyed) abort();
  else outgoing.once('close', abort);
  return aborter.signal;
}
