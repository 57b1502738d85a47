/**
 * One life of a client in this process, from its start to its end. Whatever it waits for reaches it
 * through here: so it can be stopped where it stands, and cut off from the world.
 *
 * What it is doing at this moment cannot be stopped. That lasts until it waits for something.
 */
export class Life {
  readonly #end = new AbortController();
  readonly #waiting: (() => void)[] = [];
  readonly #soon: (call: () => void) => void;
  #isFrozen = false;

  /** @param soon call at this moment, once all that was called before has come to rest */
  constructor(soon: (call: () => void) => void) {
    this.#soon = soon;
  }

  /** Aborts when it is over. */
  get over(): AbortSignal {
    return this.#end.signal;
  }

  /** Call now; once it goes on, where it is frozen; never, where it is over. */
  wake(call: () => void): void {
    if (this.over.aborted) return;
    // What has been missed comes first.
    if (this.#isFrozen || this.#waiting.length > 0) this.#waiting.push(call);
    else call();
  }

  /** The same promise, for somebody who may be frozen, or gone, by the time it settles. */
  settling<T>(promise: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      promise.then(
        (value) => this.wake(() => resolve(value)),
        (cause) => this.wake(() => reject(cause)),
      );
    });
  }

  freeze(): void {
    this.#isFrozen = true;
  }

  /** Let it go on: all that it has missed comes now, one by one, in the order in which it came. */
  thaw(): void {
    this.#isFrozen = false;
    this.#catchUp();
  }

  end(): void {
    this.#waiting.length = 0;
    this.#end.abort(new Error('the client is gone'));
  }

  #catchUp(): void {
    if (this.#waiting.length === 0) return;
    this.#soon(() => {
      if (this.#isFrozen) return;
      const next = this.#waiting.shift();
      try {
        next?.();
      } finally {
        // What one of them throws keeps none of the others back.
        this.#catchUp();
      }
    });
  }
}
