import type { Duration } from './duration.ts';

/** A timer that has been set and may be cleared. */
export interface Timer {
  clear(): void;
}

/**
 * The only way to know or spend time. It is passed, never global, so that the same code runs in
 * virtual time, in warped time and in real time.
 */
export interface Clock {
  /** Milliseconds since the epoch, as the client sees them. */
  now(): number;
  /** Call once, so long from now. */
  after(delay: Duration, call: () => void): Timer;
  /** Resolves when the time has passed; rejects with the signal's reason if it aborts first. */
  sleep(delay: Duration, signal?: AbortSignal): Promise<void>;
}
