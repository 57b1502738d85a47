import type { Effects, Layer } from '#core/effect.ts';
import type { Fact } from '#core/entry.ts';
import { reason } from '#core/errors.ts';
import { type Act, type Attempt, isAct } from '#core/fault.ts';
import type { Random } from '#core/random.ts';
import { count, isOpen, NOTHING_YET, type Tally, type Timeline } from '#core/timeline.ts';

/** How an attempt ended, as far as it can be seen from here. */
export interface Outcome {
  readonly status?: number;
  readonly error?: string;
}

/** An attempt that has been let through, or the effect that stops it. */
export interface Crossing<L extends Layer> {
  readonly effect: Effects[L] | undefined;
  /**
   * The answer is about to be sent. Where something is to be done to the client as soon as it has
   * arrived, the client is stopped for that moment: a process may be faster than we are.
   */
  answering(status: number): void;
  /** Write down how it ended. Only the first call counts. */
  end(outcome?: Outcome): void;
}

/** What the gate knows of the run that it is in. */
interface GateLog {
  /** Scenario time. */
  now(): number;
  tell(fact: Fact): void;
  /** Decides which attempts a window strikes that strikes only a share of them. */
  readonly random: Random;
  /** Do something to the client's world. Returns what undoes it, where it can be undone. */
  act(act: Act): (() => void) | undefined;
  /** Stop the client for a moment. Returns what lets it go on. */
  hold?(): () => void;
}

/** Who is asking: the client, ourselves, or a person with a browser. */
export type By = 'client' | 'harness' | 'human';

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
  /** Windows that opened and closed at once, and do not open again. */
  readonly #done = new Set<number>();
  readonly #undo = new Map<number, () => void>();
  /** Attempts that each window could have struck so far. */
  readonly #candidates: number[];

  constructor(timeline: Timeline, log: GateLog) {
    this.#timeline = timeline;
    this.#log = log;
    this.#isOpen = timeline.map(() => false);
    this.#candidates = timeline.map(() => 0);
  }

  /** Tell the log a fact, and count what the moments of the timeline wait for. */
  tell(fact: Fact): void {
    this.#log.tell(fact);
    this.#tally = count(this.#tally, fact, this.#log.now());
  }

  /** Let one attempt through, or return the effect that disturbs it. */
  cross<L extends Layer>(attempt: Attempt<L>, by: By = 'client', session?: number): Crossing<L> {
    this.turn();
    const id = ++this.#attempts;
    const open = [...this.#isOpen];
    const who = session === undefined ? {} : { session };
    this.tell({ kind: 'attempt.began', attempt: id, by, ...who, ...attempt });
    for (const [window, { fault, share }] of this.#timeline.entries()) {
      if (!open[window] || isAct(fault)) continue;
      if (fault.role !== attempt.role || fault.layer !== attempt.layer) continue;
      const effect = fault.strike(attempt) as Effects[L] | undefined;
      if (effect === undefined || !this.#isDrawn(window, share)) continue;
      this.turn();
      return { effect, ...this.#crossing(id, { struckBy: window, effect }) };
    }
    this.turn();
    return { effect: undefined, ...this.#crossing(id, {}) };
  }

  /**
   * Notice the windows that have opened or closed since the last look. An attempt is a reason to
   * look when it begins and when it ends: what is done to a client after an answer must be done
   * before the client has made anything of it.
   */
  turn(): void {
    for (const [index, window] of this.#timeline.entries()) {
      const open = isOpen(window, index, this.#tally, this.#log.now()) && !this.#done.has(index);
      if (open === this.#isOpen[index]) continue;
      this.#isOpen[index] = open;
      this.tell({ kind: open ? 'fault.opened' : 'fault.closed', window: index });
      if (isAct(window.fault)) this.#act(index, window.fault, open);
      if (open && window.until === 'at once') {
        this.#done.add(index);
        this.#isOpen[index] = false;
        this.tell({ kind: 'fault.closed', window: index });
      }
    }
  }

  /** Undo whatever is still being done to the client's world: the run is over. */
  settle(): void {
    for (const [index, window] of this.#timeline.entries()) {
      if (isAct(window.fault) && this.#undo.has(index)) this.#act(index, window.fault, false);
    }
  }

  /** Do an act, or undo it. What cannot be done is a fact, and nothing that struck anybody. */
  #act(window: number, act: Act, open: boolean): void {
    const undo = this.#undo.get(window);
    const fact = { kind: 'act.done', window, deed: act.deed } as const;
    if (!open && !undo) return;
    try {
      const next = open ? this.#log.act(act) : undo!();
      this.#undo.delete(window);
      if (next) this.#undo.set(window, next);
      this.tell(open ? fact : { ...fact, undone: true });
    } catch (thrown) {
      this.tell({ ...fact, error: reason(thrown) });
    }
  }

  #isDrawn(window: number, share: number | undefined): boolean {
    if (share === undefined) return true;
    this.#candidates[window]! += 1;
    return this.#log.random.fork(`${window}/${this.#candidates[window]}`).next() < share;
  }

  /** Whether an act would be due if this were told now. */
  #isDue(fact: Fact): boolean {
    const now = this.#log.now();
    const next = count(this.#tally, fact, now);
    return this.#timeline.some(
      (window, index) =>
        isAct(window.fault) &&
        !this.#isOpen[index] &&
        !this.#done.has(index) &&
        isOpen(window, index, next, now),
    );
  }

  #crossing(attempt: number, struck: { struckBy?: number; effect?: Effects[Layer] }) {
    let ended = false;
    let release: (() => void) | undefined;
    const fact = { kind: 'attempt.ended', attempt, ...struck } as const;
    return {
      answering: (status: number) => {
        if (!ended && this.#isDue({ ...fact, status })) release = this.#log.hold?.();
      },
      end: (outcome: Outcome = {}) => {
        if (ended) return;
        ended = true;
        this.tell({ ...fact, ...outcome });
        this.turn();
        release?.();
      },
    };
  }
}
