import TinyQueue from 'tinyqueue';
import type { Clock, Timer } from '#core/clock.ts';
import { milliseconds } from '#core/duration.ts';

interface Due<T> {
  readonly at: number;
  readonly order: number;
  readonly what: T;
}

/** What ends at which time, with one timer for all of it: the next one's. */
export class Expiries<T> {
  #queue: TinyQueue<Due<T>>;
  #timer: { readonly at: number; readonly timer: Timer } | undefined;
  #order = 0;

  readonly #clock: Clock;
  readonly #end: (what: T) => void;

  constructor(clock: Clock, end: (what: T) => void) {
    this.#clock = clock;
    this.#end = end;
    this.#queue = new TinyQueue<Due<T>>([], byTime);
  }

  /** How many are waited for. */
  get size(): number {
    return this.#queue.length;
  }

  /** @param at milliseconds since the epoch; what is past ends as soon as time goes on */
  add(at: number, what: T): void {
    this.#order += 1;
    this.#queue.push({ at, order: this.#order, what });
    this.#arm();
  }

  /** Wait no more for what does not pass. */
  keep(passes: (what: T) => boolean): void {
    const kept = this.#queue.data.filter(({ what }) => passes(what));
    this.#queue = new TinyQueue(kept, byTime);
  }

  #arm(): void {
    const next = this.#queue.peek();
    if (!next || (this.#timer && this.#timer.at <= next.at)) return;
    this.#timer?.timer.clear();
    const delay = milliseconds(next.at - this.#clock.now());
    this.#timer = { at: next.at, timer: this.#clock.after(delay, () => this.#fire()) };
  }

  #fire(): void {
    this.#timer = undefined;
    for (let next = this.#queue.peek(); next; next = this.#queue.peek()) {
      if (next.at > this.#clock.now()) break;
      this.#queue.pop();
      this.#end(next.what);
    }
    this.#arm();
  }
}

const byTime = <T>(one: Due<T>, other: Due<T>): number =>
  one.at - other.at || one.order - other.order;
