import { type Duration, milliseconds, seconds } from '#core/duration.ts';

/** Over how long a client's timers are counted. */
const SPAN = seconds(10);
/** More timers than this in one moment, or in a span, and somebody is turning in circles. */
const AT_ONCE = 100;
const IN_A_SPAN = 2_000;

/**
 * How often the timers of a client in this process go off: all that can be seen here of what it
 * costs a machine, for in virtual time computing takes none.
 *
 * For the same reason a client that sets timers of no length, one after the other, would hold time
 * still for everybody. On a machine each of them takes a moment, and so it does here.
 */
export class Pulse {
  #from = Number.NEGATIVE_INFINITY;
  #count = 0;
  #most = 0;
  #moment = Number.NEGATIVE_INFINITY;
  #atOnce = 0;

  /** A timer has gone off. */
  beat(now: number): void {
    if (now - this.#from >= SPAN) {
      this.#from = now;
      this.#count = 0;
    }
    this.#count += 1;
    this.#most = Math.max(this.#most, this.#count);
    this.#atOnce = now === this.#moment ? this.#atOnce + 1 : 1;
    this.#moment = now;
  }

  /** A delay as it is waited for: a millisecond at least for whoever turns in circles. */
  atLeast(delay: Duration, now: number): Duration {
    if (delay >= 1) return delay;
    const atOnce = now === this.#moment ? this.#atOnce : 0;
    const inASpan = now - this.#from < SPAN ? this.#count : 0;
    return atOnce > AT_ONCE || inASpan > IN_A_SPAN ? milliseconds(1) : delay;
  }

  /** The most that have gone off in ten seconds, since this was last asked. */
  busiest(): number {
    const most = this.#most;
    this.#most = 0;
    return most;
  }
}
