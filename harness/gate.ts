import type { Fact } from '#core/entry.ts';
import type { Attempt, Effects, Layer } from '#core/fault.ts';
import { count, isOpen, NOTHING_YET, type Tally, type Timeline } from '#core/timeline.ts';

/** How an attempt ended, as far as it can be seen from here. */
export interface Outcome {
  readonly status?: number;
  readonly error?: string;
}

/** An attempt that has been let through, or the effect that stops it. */
export interface Crossing<L extends Layer> {
  readonly effect: Effects[L] | undefined;
  /** Write down how it ended. Only the first call counts. */
  end(outcome?: Outcome): void;
}

/** What the gate knows of the run that it is in. */
interface GateLog {
  /** Scenario time. */
  now(): number;
  tell(fact: Fact): void;
}

/**
 * The one place that every attempt passes, whichever transport carries it: it writes the attempt
 * down, asks the faults that are open now, in order, and writes down what they answered.
 */
export class Gate {
  readonly #timeline: Timeline;
  readonly #log: GateLog;
  #attempts = 0;
  #tally: Tally = NOTHING_YET;
  readonly #isOpen: boolean[];

  constructor(timeline: Timeline, log: GateLog) {
    this.#timeline = timeline;
    this.#log = log;
    this.#isOpen = timeline.map(() => false);
  }

  /** Tell the log a fact, and count what the moments of the timeline wait for. */
  tell(fact: Fact): void {
    this.#log.tell(fact);
    this.#tally = count(this.#tally, fact);
  }

  /** Let one attempt through, or return the effect that stops it. */
  cross<L extends Layer>(attempt: Attempt<L>, by: 'client' | 'harness' = 'client'): Crossing<L> {
    this.turn();
    const id = ++this.#attempts;
    const open = [...this.#isOpen];
    this.tell({ kind: 'attempt.began', attempt: id, by, ...attempt });
    for (const [window, { fault }] of this.#timeline.entries()) {
      if (!open[window] || fault.role !== attempt.role || fault.layer !== attempt.layer) continue;
      const effect = fault.strike(attempt) as Effects[L] | undefined;
      if (effect === undefined) continue;
      return { effect, end: this.#ending(id, { struckBy: window, effect }) };
    }
    return { effect: undefined, end: this.#ending(id, {}) };
  }

  /** Notice the windows that have opened or closed since the last look. */
  turn(): void {
    for (const [index, window] of this.#timeline.entries()) {
      const open = isOpen(window, index, this.#tally, this.#log.now());
      if (open === this.#isOpen[index]) continue;
      this.#isOpen[index] = open;
      this.tell({ kind: open ? 'fault.opened' : 'fault.closed', window: index });
    }
  }

  #ending(attempt: number, struck: { struckBy?: number; effect?: Effects[Layer] }) {
    let ended = false;
    return (outcome: Outcome = {}) => {
      if (ended) return;
      ended = true;
      this.tell({ kind: 'attempt.ended', attempt, ...struck, ...outcome });
    };
  }
}
