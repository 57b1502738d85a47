import type { Clock, Timer } from '#core/clock.ts';
import type { Duration } from '#core/duration.ts';
import { sleeper, wait } from './kernel.ts';

/**
 * The clock of the process: real time, or warped time where libfaketime has been loaded into it,
 * which this code cannot and need not tell apart.
 *
 * Node may fire a timer a little before its time is up by `Date`, and a fault that opens at five
 * minutes must not be missed by a client that was woken at 4:59.999. So a timer that comes early
 * waits for the rest. `close` clears every timer: a token that would have expired in an hour must
 * not keep the process waiting for it.
 */
export function wallClock(): Clock & { close(): void } {
  const timers = new Set<NodeJS.Timeout>();
  const after = (delay: Duration, call: () => void): Timer => {
    const delayed = wait(delay);
    const due = Date.now() + delayed;
    let timer: NodeJS.Timeout;
    const clear = () => {
      clearTimeout(timer);
      timers.delete(timer);
    };
    const set = (left: number) => {
      timer = setTimeout(wake, Math.min(left, LONGEST));
      timers.add(timer);
    };
    const wake = () => {
      clear();
      const left = due - Date.now();
      if (left <= 0) call();
      else set(left);
    };
    set(delayed);
    return { clear };
  };
  const close = () => {
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
  };
  return { now: () => Date.now(), after, sleep: sleeper(after), close };
}

/** What `setTimeout` can hold; longer delays are waited for in pieces. */
const LONGEST = 2 ** 31 - 1;
