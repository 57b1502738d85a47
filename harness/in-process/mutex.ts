import type { Lock } from '#core/client.ts';

/** One lock for all clients with one store: whoever asks first has it first. */
export class Mutex {
  #last: Promise<void> = Promise.resolve();

  /** The lock as one client sees it: when `over` aborts, the client is gone, and has it no more. */
  lockOf(over: AbortSignal): Lock {
    return {
      hold: async (work) => {
        const before = this.#last;
        const { promise, resolve: release } = Promise.withResolvers<void>();
        this.#last = before.then(() => promise);
        over.addEventListener('abort', () => release(), { once: true });
        await before;
        try {
          return await work();
        } finally {
          release();
        }
      },
    };
  }
}
