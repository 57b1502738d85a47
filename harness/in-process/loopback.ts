import type { Listening, Place } from '#core/client.ts';

type Answer = Parameters<Place['listen']>[1];
type Answered = ReturnType<Answer>;

/** The ports of loopback, for clients that live in this process. */
export class Loopback {
  readonly #listeners = new Map<number, (url: URL) => Promise<Answered>>();
  /** Where a free port is looked for (RFC 6335, section 6). */
  #next = 49_152;

  /**
   * @param port 0 for any free one
   * @throws an error with the code EADDRINUSE where it is taken
   */
  listen(port: number, answer: (url: URL) => Promise<Answered>): Listening {
    while (port === 0 && this.#listeners.has(this.#next)) this.#next += 1;
    const own = port === 0 ? this.#next : port;
    if (this.#listeners.has(own)) throw inUse(own);
    this.#listeners.set(own, answer);
    return {
      port: own,
      close: () => {
        if (this.#listeners.get(own) === answer) this.#listeners.delete(own);
      },
    };
  }

  /** Come to a port as a browser does. */
  async visit(url: string): Promise<Response> {
    const asked = new URL(url);
    const listener = this.#listeners.get(Number(asked.port || 80));
    if (!listener) {
      const cause = Object.assign(new Error(`connect ECONNREFUSED ${asked.host}`), {
        code: 'ECONNREFUSED',
      });
      throw new TypeError('fetch failed', { cause });
    }
    const { status, text } = await listener(asked);
    return new Response(text, { status, headers: { 'content-type': 'text/plain' } });
  }
}

/** What Node says where a port is taken. */
const inUse = (port: number): Error =>
  Object.assign(new Error(`listen EADDRINUSE: address already in use 127.0.0.1:${port}`), {
    code: 'EADDRINUSE',
  });
