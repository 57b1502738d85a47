import TinyQueue from 'tinyqueue';
import type { Clock, Timer } from '#core/clock.ts';
import type { Duration } from '#core/duration.ts';

interface Event {
  readonly at: number;
  readonly actor: string;
  /** Position among the events of the same actor: what one actor does moves no other. */
  readonly sequence: number;
  readonly call: () => void;
  cleared: boolean;
}

/** Why a run in virtual time came to an end. */
export type Stop = 'settled' | 'idle' | 'horizon' | 'exhausted';

/**
 * Virtual time: nothing waits, the clock jumps to the next event.
 *
 * Events are ordered by (time, actor, sequence within the actor), so that the order depends on
 * nothing but the run itself. Between two events every promise that can settle does: a microtask
 * queues a `nextTick`, which Node runs once the microtasks are gone. Code under this clock may
 * therefore await promises and streams, but no real I/O, no `crypto.subtle`, no compression.
 */
export class Kernel {
  #now: number;
  readonly #queue = new TinyQueue<Event>([], byTurn);
  readonly #sequences = new Map<string, number>();

  /** @param epoch milliseconds since the epoch at which time begins */
  constructor(epoch: number) {
    this.#now = epoch;
  }

  now(): number {
    return this.#now;
  }

  /** The clock of one actor: same time for all, an order of its own. */
  clock(actor: string): Clock {
    const after = (delay: Duration, call: () => void): Timer => {
      const sequence = this.#sequences.get(actor) ?? 0;
      this.#sequences.set(actor, sequence + 1);
      const event = { at: this.#now + wait(delay), actor, sequence, call, cleared: false };
      this.#queue.push(event);
      return {
        clear: () => {
          event.cleared = true;
        },
      };
    };
    return { now: () => this.#now, after, sleep: sleeper(after) };
  }

  /**
   * Run events in order until `settled` says so, none is left, the horizon (milliseconds since the
   * epoch) is reached, or `events` have run: a loop that never sleeps must not run for ever.
   */
  async run(limits: {
    readonly until: number;
    readonly events: number;
    readonly settled: () => boolean;
  }): Promise<Stop> {
    await drained();
    for (let count = 0; count < limits.events; ) {
      if (limits.settled()) return 'settled';
      const event = this.#queue.peek();
      if (!event) return 'idle';
      if (!event.cleared && event.at > limits.until) {
        this.#now = limits.until;
        return 'horizon';
      }
      this.#queue.pop();
      if (event.cleared) continue;
      count += 1;
      this.#now = event.at;
      event.call();
      await drained();
    }
    return 'exhausted';
  }
}

/**
 * A delay as it is waited for. One that is no number would come before and after everything else.
 *
 * @throws RangeError
 */
export function wait(delay: Duration): number {
  if (Number.isNaN(delay)) throw new RangeError('A delay is not a number.');
  return Math.max(0, delay);
}

/** `sleep` on top of `after`: the same in every kind of time. */
export const sleeper =
  (after: Clock['after']): Clock['sleep'] =>
  (delay, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        timer.clear();
        reject(signal!.reason);
      };
      const timer = after(delay, () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      });
      signal?.addEventListener('abort', abort, { once: true });
    });

/** Resolves once no promise is left that could settle without time passing. */
const drained = (): Promise<void> =>
  new Promise((resolve) => queueMicrotask(() => process.nextTick(resolve)));

const byTurn = (one: Event, other: Event): number =>
  one.at - other.at ||
  (one.actor < other.actor ? -1 : one.actor > other.actor ? 1 : one.sequence - other.sequence);
